package io.kvorum.harness.drill;

import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for what no fault of a drill explains in the logs of the nodes: errors, and assertions that failed. */
final class NodeLogs {
    private static final int MOST_LINES = 20;
    private static final Pattern TROUBLE =
            Pattern.compile("^\\S+ ERROR .*|.*\\bAssertionError\\b.*|.*\\bOutOfMemoryError\\b.*");

    private NodeLogs() {}

    /** The first lines of this kind, with the name of their node. */
    static List<String> troubles(LocalCluster cluster) throws IOException {
        List<String> found = new ArrayList<>();
        for (ClusterPlan.Node node : cluster.plan().nodes()) {
            read(node.name(), cluster.log(node.number()), found);
        }
        return found;
    }

    static void read(String name, Path log, List<String> found) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (found.size() < MOST_LINES && TROUBLE.matcher(line).matches()) {
                    found.add(name + " logged: " + line);
                }
            }
        }
    }
}

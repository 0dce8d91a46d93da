package io.kvorum.harness.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a recorded history wrong at one place. */
final class Corruption {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corruption() {}

    /** The last read of a value shows the first value that the key was read with, and its version: a read that is stale. */
    static Path ofOneRead(Path history, Path changed) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(history));
        Map<Long, String> reading = new HashMap<>();
        Map<String, ObjectNode> first = new HashMap<>();
        int at = -1;
        String replacement = "";
        for (int i = 0; i < lines.size(); i++) {
            ObjectNode event = (ObjectNode) JSON.readTree(lines.get(i));
            long process = event.get("process").asLong();
            if (event.path("op").asText().equals("get")) {
                reading.put(process, event.get("key").asText());
            }
            @Nullable String key = reading.get(process);
            if (key != null
                    && event.path("event").asText().equals("ok")
                    && event.path("value").isTextual()) {
                ObjectNode old = first.computeIfAbsent(key, unseen -> event);
                if (!old.get("value").equals(event.get("value"))) {
                    at = i;
                    replacement = event.deepCopy()
                            .<ObjectNode>set("value", old.get("value"))
                            .set("version", old.get("version"))
                            .toString();
                }
            }
            if (!event.path("event").asText().equals("invoke")) {
                reading.remove(process);
            }
        }
        if (at < 0) {
            throw new IllegalStateException("no key was read with two values in " + history);
        }
        lines.set(at, replacement);
        return Files.write(changed, lines);
    }
}

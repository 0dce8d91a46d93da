package io.kvorum.harness.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory of a local cluster: the plan, the nodes' configurations, process files, data and logs. */
final class ClusterFiles {
    private static final String PLAN = "cluster.json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private ClusterFiles() {}

    static boolean exists(Path directory) {
        return Files.isRegularFile(directory.resolve(PLAN));
    }

    static ClusterPlan read(Path directory) {
        try {
            return JSON.readValue(directory.resolve(PLAN).toFile(), ClusterPlan.class);
        } catch (IOException e) {
            throw new UncheckedIOException("no readable cluster in " + directory, e);
        }
    }

    static void write(Path directory, ClusterPlan plan) throws IOException {
        Files.createDirectories(directory);
        for (ClusterPlan.Node node : plan.nodes()) {
            Path home = ClusterPlan.home(directory, node);
            Files.createDirectories(home);
            writeSecret(home.resolve("kvorum.yaml"), NodeYaml.of(plan, node, home));
        }
        // Last, and at once: a directory with a plan is complete.
        Path temporary = directory.resolve(PLAN + ".new");
        writeSecret(temporary, JSON.writeValueAsString(plan));
        Files.move(temporary, directory.resolve(PLAN), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The cluster's secret is in it: for the owner's eyes only. */
    private static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** Deletes a directory and everything in it. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package io.kvorum.harness.docker;

import io.kvorum.node.config.NodeConfig;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The image, made by {@code docker/build} from the jars of this very build. */
final class NodeImage {
    private static final String NAME = "kvorum/node-test";
    private static final long TIMEOUT_MINUTES = 5;

    private NodeImage() {}

    /** Returns its name. An image from the same jars is used again. */
    static String build(Path root) throws IOException, InterruptedException {
        Path output = Files.createTempFile("kvorum-image", ".name");
        Path log = Files.createTempFile("kvorum-image", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            root.resolve("docker/build").toString(), "--jars", jars().toString())
                    .redirectOutput(output.toFile())
                    .redirectError(log.toFile());
            builder.environment().put("KVORUM_IMAGE", NAME);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("docker/build did not end: " + Files.readString(log));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("docker/build failed: " + Files.readString(log));
            }
            return Files.readString(output).strip();
        } finally {
            Files.delete(output);
            Files.delete(log);
        }
    }

    /** The folder of the node's jar. */
    private static Path jars() {
        try {
            Path jar = Path.of(NodeConfig.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Objects.requireNonNull(jar.toAbsolutePath().getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

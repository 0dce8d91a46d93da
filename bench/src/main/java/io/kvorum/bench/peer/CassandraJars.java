package io.kvorum.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cassandra's server with its libraries, 67 MB: Maven brings them when they are first asked for, by a project file that is
 * not part of Kvorum's build.
 */
final class CassandraJars {
    private static final Path PROJECT = Path.of("bench", "peers", "cassandra");

    private final Path projectHome;

    /** @param kvorumHome the folder of Kvorum's sources */
    CassandraJars(Path kvorumHome) {
        this.projectHome = kvorumHome.resolve(PROJECT);
    }

    /** @throws PeerUnavailable if Maven could not bring them; the message has the end of what it said */
    List<String> classPath(Consumer<String> progress) throws IOException, InterruptedException {
        List<String> known = listed();
        if (!known.isEmpty()) {
            return known;
        }
        String maven = System.getenv("MVN") == null ? "mvn" : System.getenv("MVN");
        Path log = projectHome.resolve("target").resolve("resolve.log");
        Files.createDirectories(log.getParent());
        // Maven leaves the list as it is when nothing in it changes, and with it its old time.
        Files.deleteIfExists(list());
        progress.accept("fetching Cassandra, 67 MB: " + maven + " -B package in " + projectHome);
        Process process;
        try {
            process = new ProcessBuilder(maven, "-B", "package")
                    .directory(projectHome.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new PeerUnavailable(
                    "Cassandra is fetched by Maven, and there is none ('" + maven + "')", List.of("maven"));
        }
        try {
            if (process.waitFor() != 0) {
                throw new PeerUnavailable("Maven could not fetch Cassandra; see " + log, List.of());
            }
        } finally {
            process.destroy();
        }
        List<String> fetched = listed();
        if (fetched.isEmpty()) {
            throw new PeerUnavailable("Maven left no list of Cassandra's libraries; see " + log, List.of());
        }
        return fetched;
    }

    private Path list() {
        return projectHome.resolve("target").resolve("cassandra.classpath");
    }

    /** The version that the project file names. */
    String version() throws IOException {
        String text = Files.readString(projectHome.resolve("pom.xml"));
        int begin = text.indexOf("<version.cassandra>") + "<version.cassandra>".length();
        return text.substring(begin, text.indexOf('<', begin));
    }

    /** The list that Maven left, if it is newer than the project file and all that it names is still there. */
    private List<String> listed() throws IOException {
        Path list = list();
        if (!Files.exists(list)
                || Files.getLastModifiedTime(list).compareTo(Files.getLastModifiedTime(projectHome.resolve("pom.xml")))
                        < 0) {
            return List.of();
        }
        List<String> jars = new ArrayList<>(
                List.of(Files.readString(list, StandardCharsets.UTF_8).strip().split(":")));
        return jars.stream().allMatch(jar -> Files.exists(Path.of(jar))) ? jars : List.of();
    }
}

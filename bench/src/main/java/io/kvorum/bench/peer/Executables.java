package io.kvorum.bench.peer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds programs on this machine. */
final class Executables {
    private static final List<String> WHERE_JDKS_ARE = List.of("/usr/lib/jvm", "/usr/java", "/opt/java", "/opt");
    private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+).*");

    private Executables() {}

    /** On the path, or where administrators' programs are. */
    static Path find(String program, String debianPackage) {
        List<String> folders = new ArrayList<>(List.of(path().split(File.pathSeparator)));
        folders.addAll(List.of("/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin"));
        for (String folder : folders) {
            Path candidate = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new PeerUnavailable("the program " + program + " is not on this machine", List.of(debianPackage));
    }

    private static String path() {
        String path = System.getenv("PATH");
        return path == null ? "" : path;
    }

    /** The java program of a runtime of exactly this feature version. */
    static Path findJava(int feature) {
        for (String parent : WHERE_JDKS_ARE) {
            try (var homes = Files.list(Path.of(parent))) {
                for (Path home : homes.sorted().toList()) {
                    if (version(home).filter(found -> found == feature).isPresent()) {
                        return home.resolve("bin/java");
                    }
                }
            } catch (IOException notThere) {
                // The next place, then.
            }
        }
        throw new PeerUnavailable(
                "there is no Java " + feature + " in " + String.join(", ", WHERE_JDKS_ARE),
                List.of("openjdk-" + feature + "-jre-headless"));
    }

    private static Optional<Integer> version(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        try {
            for (String line : Files.readAllLines(home.resolve("release"))) {
                Matcher matcher = JAVA_VERSION.matcher(line);
                if (matcher.matches()) {
                    return Optional.of(Integer.parseInt(matcher.group(1)));
                }
            }
        } catch (IOException notARuntime) {
            // As below.
        }
        return Optional.empty();
    }

    /** What a program prints, for its version; empty if it cannot be run. */
    static String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The first group of a pattern in a program's output, or the whole first line. */
    static String version(List<String> command, Pattern pattern) {
        String text = output(command);
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : text.lines().findFirst().orElse("unknown");
    }
}

package io.kvorum.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where it was measured. */
public record Machine(int processors, long memoryBytes, String cpu, String os, String java) {
    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                1_024 * longOf(lineOf("/proc/meminfo", "MemTotal:")),
                lineOf("/proc/cpuinfo", "model name").replaceFirst("^\\s*:\\s*", ""),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    /** What stands behind the label; empty where the system has no such file or line. */
    private static String lineOf(String file, String label) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(label))
                    .findFirst()
                    .map(line -> line.substring(label.length()).strip())
                    .orElse("");
        } catch (IOException none) {
            return "";
        }
    }

    private static long longOf(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}

package io.kvorum.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A profile, as a tree of frames: what a flame graph shows. Read from collapsed stacks, a line for each with its count, as
 * async-profiler and perf's scripts write them.
 *
 * @param title of the profile
 */
public record Stacks(String title, Frame root) {
    /** A part of the whole that nobody could see; such frames are left out, and their parents keep their counts. */
    private static final double SMALLEST_SHARE = 0.001;

    private static final Pattern NUMBERS = Pattern.compile(" tid=\\d+|(?<=\\$\\$Lambda)[./]0x[0-9a-f]+(/0x[0-9a-f]+)?");

    /**
     * @param name of a method, function or thread
     * @param count samples in it and in what it called
     */
    public record Frame(String name, long count, List<Frame> called) {}

    private static final class Node {
        private final Map<String, Node> called = new LinkedHashMap<>();
        private long count;

        private Frame frame(String name, double smallest) {
            List<Frame> frames = new ArrayList<>();
            called.entrySet().stream()
                    .filter(entry -> entry.getValue().count >= smallest)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> frames.add(entry.getValue().frame(entry.getKey(), smallest)));
            return new Frame(name, count, List.copyOf(frames));
        }
    }

    /** @throws IllegalArgumentException if a line is not a stack with a count; says which */
    public static Stacks read(Path file) throws IOException {
        return parse(String.valueOf(file.getFileName()), Files.readAllLines(file));
    }

    static Stacks parse(String title, List<String> lines) {
        Node root = new Node();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank()) {
                add(root, line, title + ":" + (i + 1));
            }
        }
        return new Stacks(title, root.frame("all", root.count * SMALLEST_SHARE));
    }

    private static void add(Node root, String line, String place) {
        int space = line.lastIndexOf(' ');
        long count;
        try {
            count = Long.parseLong(line.substring(space + 1));
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(place + " is not a stack with its count", none);
        }
        if (space <= 0 || count < 0) {
            throw new IllegalArgumentException(place + " is not a stack with its count");
        }
        root.count += count;
        Node node = root;
        for (String name :
                NUMBERS.matcher(line.substring(0, space)).replaceAll("").split(";")) {
            node = node.called.computeIfAbsent(name, n -> new Node());
            node.count += count;
        }
    }
}

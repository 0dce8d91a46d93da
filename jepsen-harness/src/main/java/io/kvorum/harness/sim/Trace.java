package io.kvorum.harness.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened: always as a rolling hash, and as lines of text when somebody wants to read it. */
final class Trace {
    private static final int MAX_LINES = 200_000;

    private final boolean recording;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long hash = 0x6A09E667F3BCC908L;

    /**
     * One event.
     *
     * @param key the key that it is about, or empty
     */
    record Line(long nanos, String key, String text) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%10.3f ms  %s", nanos / 1e6, text);
        }
    }

    Trace(boolean recording) {
        this.recording = recording;
    }

    void hash(long value) {
        hash = (hash ^ value) * 0x9FB21C651E98DF25L;
        hash ^= hash >>> 29;
    }

    void hash(byte[] bytes) {
        long h = bytes.length;
        for (byte b : bytes) {
            h = h * 31 + b;
        }
        hash(h);
    }

    long value() {
        return SimRandom.mix(hash);
    }

    boolean isRecording() {
        return recording;
    }

    void line(long nanos, String key, Supplier<String> text) {
        if (recording) {
            if (lines.size() == MAX_LINES) {
                lines.removeFirst();
            }
            lines.addLast(new Line(nanos, key, text.get()));
        }
    }

    /** The lines about one key, and those about no key; all of them if the key is empty. */
    List<String> story(String key) {
        List<String> story = new ArrayList<>();
        for (Line line : lines) {
            if (key.isEmpty() || line.key().isEmpty() || line.key().contains(key)) {
                story.add(line.toString());
            }
        }
        return story;
    }
}

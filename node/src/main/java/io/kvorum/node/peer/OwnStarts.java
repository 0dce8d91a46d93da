package io.kvorum.node.peer;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The starts of processes on a directory, kept in the directory: a copy has those before it was made, and its own. A peer that has
 * heard from one of them, or from one that is not among them, knows what the next one must have found. What a start has
 * written itself so hides nothing from a peer that is reached by a later one only.
 *
 * @param starts the oldest first; the last one is the present one
 */
public record OwnStarts(List<Start> starts) {
    public static final OwnStarts NONE = new OwnStarts(List.of());

    /** Of an older one the first that is left is told: only a copy that was started more often than that alone gains by it. */
    static final int MOST = 1_000;

    private static final int RUN_AND_SEQUENCE_BYTES = 9;

    /**
     * A process opened the directory.
     *
     * @param run random, of the process
     * @param openedSequence the number of the last write that was there before it wrote anything
     */
    public record Start(long run, long openedSequence) {}

    public OwnStarts {
        starts = List.copyOf(starts.subList(Math.max(0, starts.size() - MOST), starts.size()));
    }

    public OwnStarts with(Start present) {
        List<Start> all = new ArrayList<>(starts);
        all.add(present);
        return new OwnStarts(all);
    }

    /**
     * What was there when the directory was opened next after this run; if that is not one of its starts, when it was opened first. All
     * that the run ever said to be durable is not above it, unless the directory is an old copy.
     *
     * @param run 0 if the peer does not say which one it was, as older ones do not: then it is taken for the last one
     */
    public long openedAfter(long run) {
        if (run == 0 && !starts.isEmpty()) {
            return starts.get(starts.size() - 1).openedSequence();
        }
        if (!starts.isEmpty() && starts.get(starts.size() - 1).run() == run) {
            // What this process has said itself proves nothing.
            return Long.MAX_VALUE;
        }
        for (int i = 0; i + 1 < starts.size(); i++) {
            if (starts.get(i).run() == run) {
                return starts.get(i + 1).openedSequence();
            }
        }
        return starts.isEmpty() ? 0 : starts.get(0).openedSequence();
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(16 + 16 * starts.size());
        out.writeVarLong(starts.size());
        starts.forEach(start -> out.writeLong(start.run()).writeVarLong(start.openedSequence()));
        return out.toByteArray();
    }

    public static OwnStarts fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int count = in.readCount(RUN_AND_SEQUENCE_BYTES);
        List<Start> starts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            starts.add(new Start(in.readLong(), in.readVarLong()));
        }
        in.expectEnd();
        return new OwnStarts(starts);
    }
}

package io.kvorum.node.peer;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The highest durable sequence that each directory of each peer ever said: one that a later process opens with a lower one is an
 * old copy. Of a peer the directories seen last are remembered. What is remembered is stored now and then, so that it outlives
 * a restart of this node as well; what was heard in the seconds before a crash may be missing. Thread-safe.
 */
public final class PeerSequences {
    private static final int MOST_DIRECTORIES = 8;
    private static final LinkedHashMap<Actor, Known> NOBODY = new LinkedHashMap<>();

    private final Map<Integer, LinkedHashMap<Actor, Known>> known = new TreeMap<>();
    private boolean changed;

    /**
     * A directory in the hands of a process.
     *
     * @param acceptor names the directory
     * @param run random, of the process
     */
    public record Directory(Actor acceptor, long run) {
        public static final Directory NONE = new Directory(new Actor(0), 0);
    }

    /**
     * @param sequence the highest one of the run
     * @param run the last one that said hello
     * @param before the highest one of earlier runs
     */
    private record Known(long sequence, long run, Earlier before) {
        static final Known NOTHING = new Known(0, 0, Earlier.NOTHING);

        Known heard(long higher) {
            return new Known(higher, run, before);
        }

        /** Another run says hello. */
        Known then(long nextRun) {
            return new Known(0, nextRun, sequence > before.sequence ? new Earlier(sequence, run) : before);
        }
    }

    /**
     * How far a directory was in earlier runs.
     *
     * @param run the one that said so
     */
    public record Earlier(long sequence, long run) {
        public static final Earlier NOTHING = new Earlier(0, 0);
    }

    /**
     * A process says hello.
     *
     * @return the highest sequence that its directory said in earlier runs
     */
    public synchronized Earlier hello(int node, Directory directory, long sequence) {
        Known old = known(node, directory.acceptor());
        if (old.run != directory.run()) {
            put(node, directory.acceptor(), old.then(directory.run()));
        }
        heard(node, directory, sequence);
        return known(node, directory.acceptor()).before;
    }

    /** The process that said hello last is that far; an earlier one is not listened to any more. */
    public synchronized void heard(int node, Directory directory, long sequence) {
        Known old = known(node, directory.acceptor());
        if (old.run == directory.run() && sequence > old.sequence) {
            put(node, directory.acceptor(), old.heard(sequence));
        }
    }

    /** The highest sequence that the directory ever said. */
    public synchronized long highest(int node, Actor acceptor) {
        Known found = known(node, acceptor);
        return Math.max(found.sequence, found.before.sequence);
    }

    private Known known(int node, Actor acceptor) {
        return known.getOrDefault(node, NOBODY).getOrDefault(acceptor, Known.NOTHING);
    }

    private void put(int node, Actor acceptor, Known now) {
        LinkedHashMap<Actor, Known> directories = known.computeIfAbsent(node, n -> new LinkedHashMap<>());
        directories.remove(acceptor);
        directories.put(acceptor, now);
        if (directories.size() > MOST_DIRECTORIES) {
            Iterator<Actor> oldest = directories.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        changed = true;
    }

    /** What is remembered, if it has changed since it was asked for last. */
    public synchronized Optional<byte[]> takeChanged() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        ByteWriter out = new ByteWriter(256);
        out.writeVarLong(known.size());
        known.forEach((node, directories) -> {
            out.writeVarLong(node).writeVarLong(directories.size());
            directories.forEach((directory, told) -> out.writeLong(directory.id())
                    .writeVarLong(told.sequence)
                    .writeLong(told.run)
                    .writeVarLong(told.before.sequence)
                    .writeLong(told.before.run));
        });
        return Optional.of(out.toByteArray());
    }

    /** Adds what an earlier run of this node has stored. */
    public synchronized void remember(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int nodes = in.readCount(2);
        for (int i = 0; i < nodes; i++) {
            LinkedHashMap<Actor, Known> directories =
                    known.computeIfAbsent((int) in.readVarLong(), n -> new LinkedHashMap<>());
            int count = in.readCount(26);
            for (int j = 0; j < count; j++) {
                directories.put(
                        new Actor(in.readLong()),
                        new Known(in.readVarLong(), in.readLong(), new Earlier(in.readVarLong(), in.readLong())));
            }
        }
        in.expectEnd();
    }
}

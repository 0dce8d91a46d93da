package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The oracle: every mutation that was ever made, with the set of dots that its caller had truly seen. No clocks, no contexts. */
public final class CausalHistory {
    /** @param seen the dots of the key in the causal past of the client that asked for it */
    public record Happened(int key, Mutation mutation, Set<Dot> seen) {
        public Dot dot() {
            return mutation.dot();
        }

        public WriteId writeId() {
            return mutation.writeId();
        }
    }

    private final TreeMap<Dot, Happened> all = new TreeMap<>();

    Happened add(int key, Mutation mutation, Set<Dot> seen) {
        Happened happened = new Happened(key, mutation, seen);
        if (all.put(mutation.dot(), happened) != null) {
            throw new AssertionError("minted twice: " + mutation.dot());
        }
        return happened;
    }

    public Happened get(Dot dot) {
        Happened happened = all.get(dot);
        if (happened == null) {
            throw new AssertionError("never minted: " + dot);
        }
        return happened;
    }

    public List<Dot> dotsOfKey(int key) {
        return all.values().stream()
                .filter(happened -> happened.key() == key)
                .map(Happened::dot)
                .toList();
    }

    /** What a key holds for somebody who has seen these dots: each value that none of the other mutations had seen. */
    public Set<Dot> live(Set<Dot> seen) {
        TreeSet<Dot> live = new TreeSet<>();
        for (Dot dot : seen) {
            boolean replaced = seen.stream().anyMatch(other -> get(other).seen().contains(dot));
            if (get(dot).mutation().value().isPresent() && !replaced) {
                live.add(dot);
            }
        }
        return live;
    }

    /** Did any caller know this write, under whatever dot, when it replaced or deleted? */
    boolean isReplaced(WriteId writeId) {
        for (Happened happened : all.values()) {
            if (happened.mutation().context().names(writeId)
                    || happened.seen().stream()
                            .anyMatch(dot -> get(dot).writeId().equals(writeId))) {
                return true;
            }
        }
        return false;
    }

    /** The writes of a key that nobody had seen when replacing or deleting. */
    List<WriteId> liveWrites(int key) {
        List<WriteId> live = new ArrayList<>();
        for (Happened happened : all.values()) {
            if (happened.key() == key && happened.mutation().value().isPresent() && !isReplaced(happened.writeId())) {
                live.add(happened.writeId());
            }
        }
        return live.stream().distinct().sorted().toList();
    }
}

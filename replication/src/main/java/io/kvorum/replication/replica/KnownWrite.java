package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import java.util.ArrayList;
import java.util.List;

/**
 * What the log knows of one write id.
 *
 * @param fingerprint of the request; 0 as long as {@code dots} is empty
 * @param dots that carry the id, ascending
 * @param removers dots of the mutations that named the id among those they remove, ascending
 */
public record KnownWrite(long fingerprint, List<Dot> dots, List<Dot> removers) {
    static final KnownWrite NOTHING = new KnownWrite(0, List.of(), List.of());

    KnownWrite withDot(Dot dot, long requestFingerprint) {
        return dots.contains(dot) ? this : new KnownWrite(requestFingerprint, with(dots, dot), removers);
    }

    KnownWrite withRemover(Dot remover) {
        return removers.contains(remover) ? this : new KnownWrite(fingerprint, dots, with(removers, remover));
    }

    boolean isNothing() {
        return dots.isEmpty() && removers.isEmpty();
    }

    private static List<Dot> with(List<Dot> dots, Dot dot) {
        List<Dot> more = new ArrayList<>(dots);
        more.add(dot);
        more.sort(null);
        return List.copyOf(more);
    }
}

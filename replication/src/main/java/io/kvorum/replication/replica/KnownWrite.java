package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
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

    KnownWrite withoutDot(Dot dot) {
        return new KnownWrite(fingerprint, without(dots, dot), removers);
    }

    KnownWrite withoutRemover(Dot remover) {
        return new KnownWrite(fingerprint, dots, without(removers, remover));
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

    private static List<Dot> without(List<Dot> dots, Dot dot) {
        return dots.stream().filter(other -> !other.equals(dot)).toList();
    }

    byte[] toByteArray() {
        ByteWriter out = new ByteWriter(48);
        out.writeLong(fingerprint).writeVarLong(dots.size());
        dots.forEach(dot -> dot.writeTo(out));
        out.writeVarLong(removers.size());
        removers.forEach(dot -> dot.writeTo(out));
        return out.toByteArray();
    }

    static KnownWrite fromByteArray(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        long fingerprint = in.readLong();
        List<Dot> dots = readDots(in);
        List<Dot> removers = readDots(in);
        in.expectEnd();
        return new KnownWrite(fingerprint, dots, removers);
    }

    private static List<Dot> readDots(ByteReader in) {
        int count = in.readCount(Dot.MIN_ENCODED_BYTES);
        List<Dot> dots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            dots.add(Dot.readFrom(in));
        }
        return List.copyOf(dots);
    }
}

package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a client had seen of a key when it wrote: a set of dots, and the live versions that it was shown. A write with this
 * context replaces exactly those versions, at every replica alike: the ones whose dots it holds, and the ones whose write
 * ids it names (a retry may have given the same write another dot).
 *
 * @param shown sorted by dot
 */
public record CausalContext(DotSet dots, List<Shown> shown) {
    public static final CausalContext EMPTY = new CausalContext(DotSet.EMPTY, List.of());

    private static final Comparator<Shown> ORDER =
            Comparator.comparing(Shown::dot).thenComparing(Shown::writeId);

    public CausalContext {
        shown = shown.size() < 2
                ? List.copyOf(shown)
                : shown.stream().distinct().sorted(ORDER).toList();
    }

    public boolean isEmpty() {
        return dots.isEmpty() && shown.isEmpty();
    }

    /** Does a write with this context replace the version? */
    public boolean replaces(Version version) {
        return dots.contains(version.dot()) || names(version.writeId());
    }

    public boolean names(WriteId writeId) {
        for (Shown version : shown) {
            if (version.writeId().equals(writeId)) {
                return true;
            }
        }
        return false;
    }

    /** The write ids that a write with this context removes; distinct, sorted. */
    public List<WriteId> removedIds() {
        return switch (shown.size()) {
            case 0 -> List.of();
            case 1 -> List.of(shown.get(0).writeId());
            default -> shown.stream().map(Shown::writeId).distinct().sorted().toList();
        };
    }

    public CausalContext join(CausalContext other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        List<Shown> all = new ArrayList<>(shown);
        all.addAll(other.shown);
        return new CausalContext(dots.join(other.dots), all);
    }

    public void writeTo(ByteWriter out) {
        dots.writeTo(out);
        out.writeVarLong(shown.size());
        for (Shown version : shown) {
            version.dot().writeTo(out);
            version.writeId().writeTo(out);
        }
    }

    public static CausalContext readFrom(ByteReader in) {
        DotSet dots = DotSet.readFrom(in);
        int count = in.readCount(Dot.MIN_ENCODED_BYTES + WriteId.MIN_ENCODED_BYTES);
        List<Shown> shown = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            shown.add(new Shown(Dot.readFrom(in), WriteId.readFrom(in)));
        }
        CausalContext context = new CausalContext(dots, shown);
        if (!context.shown.equals(shown)) {
            throw new MalformedBytesException("versions of a context out of order");
        }
        return context;
    }
}

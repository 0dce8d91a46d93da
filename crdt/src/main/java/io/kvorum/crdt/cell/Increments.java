package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The increments of a counter. Each is an element of the key, named by the id of its write: a retry, through whatever coordinator, under
 * whatever dot, is another version of the same element, and counts once. The value of a counter is the sum of its elements, a function
 * of a set: it does not depend on the order in which they come.
 */
public final class Increments {
    /** Of the name of an increment. */
    static final int ELEMENT_BYTES = 24;

    /** The name of the element that holds what older increments came to; no increment has it. See {@link Operand.Fold}. */
    private static final Bytes FOLD = Bytes.of(new byte[1]);

    private Increments() {}

    /**
     * The name of the row of the sum of those increments that have no rows any more.
     *
     * @param sub of any row of the counter: both types of counters have their own
     */
    public static Bytes fold(Bytes sub) {
        return Bytes.of(new byte[] {sub.array()[0], FOLD.array()[0]});
    }

    /** Is the row with this {@code sub} the sum of older increments? */
    public static boolean isFold(Bytes sub) {
        return sub.length() == 1 + FOLD.length() && CellType.isOfCounter(sub);
    }

    /** When the increment of a row was issued, milliseconds since 1970. */
    public static long issuedAtMillis(Bytes sub) {
        return new ByteReader(sub.array(), 1, Long.BYTES).readLong();
    }

    /** The sum that reaches furthest; empty if there is none, or none that can be read. */
    public static Optional<Operand.Fold> folded(List<Version> live) {
        Optional<Operand.Fold> last = Optional.empty();
        for (Version version : live) {
            try {
                Operand.Fold fold = Operand.Fold.read(version.value());
                if (last.isEmpty() || fold.upToMillis() > last.get().upToMillis()) {
                    last = Optional.of(fold);
                }
            } catch (MalformedBytesException e) {
                // Of a newer program: kept, and not counted.
            }
        }
        return last;
    }

    /** The element of an increment; those of a key are in the order of their issue times. */
    public static Bytes element(WriteId id) {
        return Bytes.of(new ByteWriter(ELEMENT_BYTES)
                .writeLong(id.issuedAtMillis())
                .writeLong(id.session())
                .writeLong(id.sequence())
                .toByteArray());
    }

    /**
     * By how much an element changes its counter; empty if there is none, or it cannot be read. All versions of one have one write id, and so
     * the same operand, unless a client broke the rule that an id names one request: then the least counts, everywhere.
     *
     * @param live the live versions
     */
    public static OptionalLong delta(List<Version> live) {
        OptionalLong least = OptionalLong.empty();
        for (Version version : live) {
            try {
                long delta = Operand.Increment.read(version.value()).delta();
                if (least.isEmpty() || delta < least.getAsLong()) {
                    least = OptionalLong.of(delta);
                }
            } catch (MalformedBytesException e) {
                // Of a newer program: kept, and not counted.
            }
        }
        return least;
    }
}

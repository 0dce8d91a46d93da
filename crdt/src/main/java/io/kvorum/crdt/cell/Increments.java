package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.List;
import java.util.OptionalLong;

/**
 * The increments of a counter. Each is an element of the key, named by the id of its write: a retry, through whatever coordinator, under
 * whatever dot, is another version of the same element, and counts once. The value of a counter is the sum of its elements, a function
 * of a set: it does not depend on the order in which they come.
 */
public final class Increments {
    private Increments() {}

    /** The element of an increment; those of a key are in the order of their issue times. */
    public static Bytes element(WriteId id) {
        return Bytes.of(new ByteWriter(24)
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

package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;

/**
 * What a writer writes, given the live versions that it was shown and that its write replaces. Each carries on what would be lost with
 * them. All throw {@link io.kvorum.crdt.codec.MalformedBytesException} if one of these versions holds nothing that this
 * program can read: then nothing must be written.
 */
public final class Updates {
    private Updates() {}

    /** @param issuedAtMillis the issue time of the write id; the stamp is not below it, and above all that was seen */
    public static Operand.Stamped lastWrite(List<Version> seen, long issuedAtMillis, Bytes value) {
        long stamp = issuedAtMillis;
        for (Version version : seen) {
            stamp = Math.max(stamp, Operand.Stamped.read(version.value()).stamp() + 1);
        }
        return new Operand.Stamped(stamp, value);
    }

    public static Operand.Extreme highest(List<Version> seen, long number) {
        return new Operand.Extreme(Math.max(number, Cells.highest(seen).orElse(number)));
    }

    public static Operand.Extreme lowest(List<Version> seen, long number) {
        return new Operand.Extreme(Math.min(number, Cells.lowest(seen).orElse(number)));
    }

    /**
     * @param precision of a count that is new; one that is there keeps its own
     * @param hashes of what is added, as for {@link HyperLogLog#with}
     */
    public static HyperLogLog distinct(List<Version> seen, int precision, long... hashes) {
        return Cells.distinct(seen)
                .orElseGet(() -> HyperLogLog.empty(precision))
                .with(hashes);
    }
}

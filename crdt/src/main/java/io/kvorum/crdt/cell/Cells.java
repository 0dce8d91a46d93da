package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The value of a row by its type. Each function takes the live versions of the row, in any order; a write that got two dots
 * counts like one. All but {@link #values} and {@link #isLive} throw {@link MalformedBytesException} if a version holds
 * nothing that this program can read.
 */
public final class Cells {
    private Cells() {}

    /** Of a multi-value register: the values of the writes that no other write has seen, in the order of their dots. */
    public static List<Bytes> values(List<Version> live) {
        return Rows.shown(live).stream().map(Version::value).toList();
    }

    /**
     * Of a last-writer register: the write with the highest stamp; among equal ones that with the higher write id. A write
     * stamps higher than all that it has seen, so this is the last one also where writes are causally linked.
     */
    public static Optional<Operand.Stamped> lastWritten(List<Version> live) {
        Optional<Version> last = Optional.empty();
        long highest = -1;
        for (Version version : live) {
            long stamp = Operand.Stamped.read(version.value()).stamp();
            boolean later = stamp > highest
                    || (stamp == highest
                            && last.isPresent()
                            && version.writeId().compareTo(last.get().writeId()) > 0);
            if (later) {
                last = Optional.of(version);
                highest = stamp;
            }
        }
        return last.map(version -> Operand.Stamped.read(version.value()));
    }

    /** Of a max register, whose writers write the higher one of their number and of what they were shown. */
    public static OptionalLong highest(List<Version> live) {
        return live.stream()
                .mapToLong(version -> Operand.Extreme.read(version.value()).value())
                .max();
    }

    /** Of a min register, whose writers write the lower one of their number and of what they were shown. */
    public static OptionalLong lowest(List<Version> live) {
        return live.stream()
                .mapToLong(version -> Operand.Extreme.read(version.value()).value())
                .min();
    }

    /** Of a flag where an enabling wins over disablings that have not seen it. */
    public static boolean isOnEnableWins(List<Version> live) {
        return live.stream().anyMatch(Cells::isOn);
    }

    /** Of a flag where a disabling wins over enablings that have not seen it. */
    public static boolean isOnDisableWins(List<Version> live) {
        return !live.isEmpty() && live.stream().allMatch(Cells::isOn);
    }

    private static boolean isOn(Version version) {
        return Operand.Toggle.read(version.value()).on();
    }

    /** Of an element of an observed-remove set: is it in? A removal is a delete, and leaves no version. */
    public static boolean isLive(List<Version> live) {
        return !live.isEmpty();
    }

    /** Of an element of a remove-wins set: is it in? A removal that an add has not seen wins over it. */
    public static boolean isInRemoveWins(List<Version> live) {
        return isOnDisableWins(live);
    }

    /** Of a count of distinct things, whose writers write what they were shown together with what they add. */
    public static Optional<HyperLogLog> distinct(List<Version> live) {
        return live.stream().map(version -> Operand.readSketch(version.value())).reduce(HyperLogLog::join);
    }
}

package io.kvorum.harness.drill;

import java.util.OptionalLong;

/**
 * What clients noticed of one fault, from its beginning to that of the next one. Times are milliseconds; a success is an answer that
 * is definite: applied, or a condition that did not hold. {@code operations} and {@code answered} are those that were under way while
 * the fault lasted: until all nodes served again.
 *
 * @param number from 1
 * @param atMs when it was done, since the load began
 * @param servedAgainMs from when it was done until each client had a success that it had asked for since; empty if one never had
 * @param longestPauseMs the longest time that any client had between two of its successes
 * @param pauseEndedMs when that pause was over, since the fault
 * @param silenceMs the longest time in which no client had a success
 * @param healedMs until the nodes were started, or went on, or links were open
 * @param servingMs until these nodes said that they serve
 * @param recoveredMs from healing until each client had a success that it had asked for since; empty if one never had
 * @param followed whether writes were acknowledged while it lasted of which the time to consistency is taken
 * @param consistentMs from healing until each replica had these; empty if not before the next fault, or if there are none
 * @param operations that ended since its beginning, and began before all served
 * @param answered of these, with success
 */
public record FaultFigures(
        int number,
        PlannedFault fault,
        long atMs,
        OptionalLong servedAgainMs,
        long longestPauseMs,
        long pauseEndedMs,
        long silenceMs,
        OptionalLong healedMs,
        OptionalLong servingMs,
        OptionalLong recoveredMs,
        boolean followed,
        OptionalLong consistentMs,
        long operations,
        long answered,
        long unknown,
        long notApplied) {

    /** Until it was healed, as far as it is known. */
    public long heldMs() {
        return healedMs.orElse(fault.length().toMillis());
    }

    /** Until all served again; if they did not, until the next fault, as far as it is known. */
    public long lastedMs() {
        return servingMs.orElse(heldMs());
    }
}

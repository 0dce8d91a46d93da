package io.kvorum.harness.drill;

import java.util.OptionalLong;

/**
 * What clients noticed of one fault, from its beginning to that of the next one. Times are milliseconds; a success is an answer that
 * is definite: applied, or a condition that did not hold.
 *
 * @param number from 1
 * @param atMs when it was done, since the load began
 * @param servedAgainMs until each client had a success that it had asked for since; empty if one never had
 * @param longestPauseMs the longest time that any client had between two of its successes
 * @param pauseEndedMs when that pause was over, since the fault
 * @param silenceMs the longest time in which no client had a success
 * @param healedMs until the nodes were started, or went on
 * @param servingMs until these nodes said that they serve
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
        long unknown,
        long notApplied) {}

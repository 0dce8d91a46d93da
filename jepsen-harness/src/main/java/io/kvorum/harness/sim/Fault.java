package io.kvorum.harness.sim;

/**
 * One planned fault. {@link FaultKind} says what {@code node}, {@code other} and {@code amount} mean.
 *
 * @param index its place in the plan; a shrunk plan keeps the numbers
 */
record Fault(int index, FaultKind kind, long atMillis, int node, int other, long durationMillis, long amount) {
    @Override
    public String toString() {
        return "fault " + index + " at " + atMillis + " ms: " + kind + " node=" + node + " other=" + other + " for "
                + durationMillis + " ms, amount=" + amount;
    }
}

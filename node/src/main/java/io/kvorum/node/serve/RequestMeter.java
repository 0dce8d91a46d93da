package io.kvorum.node.serve;

/** Counts clients' requests. Thread-safe. */
public interface RequestMeter {
    /**
     * A request was answered.
     *
     * @param operation as in the protocol, in lower case
     * @param outcome {@code ok}, or the error's code in lower case
     * @param unknown whether nobody knows if it was, or will be, applied
     */
    void answered(String operation, String outcome, boolean unknown, long nanos);

    void connections(int change);
}

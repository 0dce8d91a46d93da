package io.kvorum.node.serve;

/** Counts clients' requests. Thread-safe. */
public interface RequestMeter {
    /**
     * A request was answered.
     *
     * @param operation as in the protocol, in lower case
     * @param outcome {@code ok}, or the error's code in lower case
     */
    void answered(String operation, String outcome, long nanos);

    void connections(int change);
}

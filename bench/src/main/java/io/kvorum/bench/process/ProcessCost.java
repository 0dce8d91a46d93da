package io.kvorum.bench.process;

/**
 * What a process used within the measured time.
 *
 * @param name such as {@code n1}, or {@code client} for the load generator itself
 * @param rssBytes at the end
 */
public record ProcessCost(String name, double cpuSeconds, long rssBytes, long writeBytes) {
    /** The name of the load generator's own process. */
    public static final String CLIENT = "client";

    public static ProcessCost of(String name, ProcessSample used) {
        return new ProcessCost(name, used.cpuSeconds(), used.rssBytes(), used.writeBytes());
    }

    /** Of a server, not of the load generator. */
    public boolean ofServer() {
        return !name.equals(CLIENT);
    }
}

package io.kvorum.cli;

/** A connection to a cluster, as commands see it. */
public interface Cluster extends AutoCloseable {
    @Override
    void close();
}

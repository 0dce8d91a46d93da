package io.kvorum.replication.acceptor;

import io.kvorum.replication.message.RowKey;

/** Told of each value that an acceptor stores, in the step that stores it. */
public interface AcceptWatch {
    AcceptWatch NONE = (partition, register, version) -> {};

    void accepted(int partition, RowKey register, long version);
}

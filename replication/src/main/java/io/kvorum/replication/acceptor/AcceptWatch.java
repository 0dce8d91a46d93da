package io.kvorum.replication.acceptor;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.RegisterValue;

/** Told of each value that an acceptor stores, in the step that stores it. */
public interface AcceptWatch {
    AcceptWatch NONE = (partition, register, value) -> {};

    void accepted(int partition, RowKey register, RegisterValue value);
}

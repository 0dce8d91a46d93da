package io.kvorum.replication.propose;

import io.kvorum.replication.message.RowKey;

/** Told of each value of a register that a round of this coordinator has found or made decided. */
public interface ChosenWatch {
    void chosen(int partition, RowKey register, long version);
}

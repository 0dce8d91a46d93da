package io.kvorum.replication.message;

import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;

/** A register as one replica has it. @param accepted the ballot of the value at the sender */
public record RegisterCopy(RowKey register, Ballot accepted, RegisterValue value) {}

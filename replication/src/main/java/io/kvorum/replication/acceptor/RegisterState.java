package io.kvorum.replication.acceptor;

import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;

/**
 * One acceptor's state of one register.
 *
 * @param promised nothing below it is accepted any more, and nothing up to it is promised
 * @param accepted ballot of {@code value}; {@link Ballot#NONE} if nothing is stored
 * @param value if nothing is stored, absent, with the version and the horizon of the partition's floor
 */
public record RegisterState(Ballot promised, Ballot accepted, RegisterValue value) {}

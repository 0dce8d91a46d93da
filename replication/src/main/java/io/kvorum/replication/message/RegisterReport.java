package io.kvorum.replication.message;

import io.kvorum.replication.register.Ballot;

/** The ballots of a register at one replica. @param accepted {@link Ballot#NONE}: nothing is stored */
public record RegisterReport(Ballot promised, Ballot accepted) {}

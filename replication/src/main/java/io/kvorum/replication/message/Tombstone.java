package io.kvorum.replication.message;

import io.kvorum.replication.register.Ballot;

/** A deleted register. @param accepted the ballot that its tombstone has everywhere */
public record Tombstone(RowKey register, Ballot accepted) {}

package io.kvorum.replication.storage;

/** The tables (column families) of a node's store. */
public enum Table {
    /** partition, key hash, bucket, key → row. */
    ROWS,
    /** partition, kind of state, … → clock entries, horizon, minted counter. */
    STATE,
    /** partition, dot → log entry. */
    LOG,
    /** partition, write id, carrier or remover, dot → fingerprint of the carrier's request. */
    IDS,
    /** hint number → partition, key, mutation. */
    HINTS,
    /** name → identity, topology, format. */
    META,
    /** partition, P, U or V, key hash, bucket, register → promised ballot, unpublished version, or ballot and value. */
    REGISTERS
}

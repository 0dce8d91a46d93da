package io.kvorum.replication.message;

/** Does one replica know of an event of a key that another does not? */
public enum Beyond {
    NOTHING,
    SOMETHING,
    /** It has dots that the other one lacks, and does not know any more of which keys; or the row is of a kind that goes without an event. */
    UNSURE
}

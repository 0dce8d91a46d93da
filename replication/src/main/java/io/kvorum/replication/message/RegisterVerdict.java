package io.kvorum.replication.message;

/** What an acceptor says to a question. Part of the wire contract by its position. */
public enum RegisterVerdict {
    GRANTED,
    /** It has promised a higher ballot. */
    REFUSED,
    /** It is in another epoch of the acceptors. */
    WRONG_EPOCH,
    /** It has lost its state, and has not learned yet what the others have; or it is no replica. */
    NOT_VOTING
}

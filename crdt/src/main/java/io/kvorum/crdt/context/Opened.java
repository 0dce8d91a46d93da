package io.kvorum.crdt.context;

import io.kvorum.crdt.row.CausalContext;

/** What became of a token that a client gave back. */
public sealed interface Opened {

    /** The token is one that this cluster gave out for this key, or none at all. */
    record Valid(CausalContext context) implements Opened {}

    /** The token must not be used: the request is refused, and nothing is stored. */
    record Refused(Reason reason) implements Opened {}

    /** Why a token is refused. */
    enum Reason {
        /** Too short, or authentic bytes that are no context. */
        MALFORMED,
        /** Made by a version of Kvorum that this one does not know. */
        UNKNOWN_VERSION,
        /** Altered, of another key, bucket or cluster, or made under another secret: these cannot be told apart. */
        FORGED
    }
}

package io.kvorum.replication.request;

/** What happened to the data of a request that failed. */
public enum Outcome {
    /** Nothing was changed, and nothing will be by this request. */
    NOT_APPLIED,
    /** The change is in; only the answer is not the usual one. */
    APPLIED,
    /** It may be in, now or later. Retrying with the same write id is safe. */
    UNKNOWN
}

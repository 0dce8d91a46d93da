package io.kvorum.client;

/** What happened to the data of an operation that failed. */
public enum Outcome {
    /** Nothing was changed, and nothing will be by this operation. */
    NOT_APPLIED,
    /** The change is in; only the answer is not the usual one. */
    APPLIED,
    /** It may be in, now or later. Repeating it with the same write id is safe. */
    UNKNOWN
}

package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;

/** What is known of a step that was asked for. What is not known is no answer. */
sealed interface StepAnswer {
    record Done(Bytes outcome) implements StepAnswer {}

    /** Nothing was done. But an earlier message may still arrive: so it is cancelled all the same. */
    record Refused(String reason) implements StepAnswer {}
}

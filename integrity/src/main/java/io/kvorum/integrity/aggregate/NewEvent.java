package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;

/**
 * Something that is about to have happened.
 *
 * @param type what, in the words of the domain
 * @param schemaVersion of the payload; from 1
 * @param payload protobuf, so that fields that a reader does not know survive
 */
public record NewEvent(String type, int schemaVersion, Bytes payload) {
    public NewEvent {
        if (type.isEmpty() || schemaVersion < 1) {
            throw new IllegalArgumentException("an event has a type, and a schema version from 1");
        }
    }
}

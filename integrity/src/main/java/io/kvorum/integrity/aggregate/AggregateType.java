package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;

/**
 * What a kind of aggregate does. All methods are pure: no clocks, no chance, no calls, for they are called again after conflicts, and when
 * the state is rebuilt. Safe for use by many threads.
 *
 * @param <S> the state; immutable
 * @param <C> commands
 */
public interface AggregateType<S, C> {
    /** The type of its ids; see {@link AggregateId}. */
    String name();

    /** Of the state's encoding; from 1. */
    int schemaVersion();

    /** Before the first event. */
    S initial();

    /**
     * What follows from a command.
     *
     * @throws RuntimeException if it must not be carried out; nothing is written, and the caller is told
     */
    Decision decide(S state, C command);

    /** What an event makes of a state. Never fails for events of the log, also of types and schemas that it does not know. */
    S apply(S state, Event event);

    /** Keeps the fields that it does not know, if it came from {@link #decode}: instances of a newer version may have written them. */
    Bytes encode(S state);

    /** @param schemaVersion of the newest writer; may be greater than {@link #schemaVersion} */
    S decode(Bytes bytes, int schemaVersion);
}

package io.kvorum.commerce.domain;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateType;
import io.kvorum.integrity.aggregate.Decision;
import io.kvorum.integrity.aggregate.Event;

/** A type of aggregates whose commands carry their answers. */
public record AnsweredType<S, C>(AggregateType<S, C> inner) implements AggregateType<S, Answered<C>> {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int schemaVersion() {
        return inner.schemaVersion();
    }

    @Override
    public S initial() {
        return inner.initial();
    }

    @Override
    public Decision decide(S state, Answered<C> command) {
        Decision decision = inner.decide(state, command.command());
        return command.answer().isEmpty() ? decision : decision.outcome(command.answer());
    }

    @Override
    public S apply(S state, Event event) {
        return inner.apply(state, event);
    }

    @Override
    public Bytes encode(S state) {
        return inner.encode(state);
    }

    @Override
    public S decode(Bytes bytes, int schemaVersion) {
        return inner.decode(bytes, schemaVersion);
    }
}

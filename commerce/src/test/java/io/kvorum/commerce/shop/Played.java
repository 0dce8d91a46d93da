package io.kvorum.commerce.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.AggregateType;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.aggregate.OutboxEntries;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One aggregate on a store in memory: its commands one after the other, and what they lead to. */
public final class Played<S, C> {
    private static final KeyRing KEYS = KeyRing.ephemeral("test");

    private final AggregateId id;
    private final Aggregates<S, C> aggregates;
    private final FakeTagStore store = new FakeTagStore("played", new Faults());
    private final List<Event> events = new ArrayList<>();

    public Played(AggregateType<S, C> type, AggregateId id) {
        this.id = id;
        this.aggregates =
                new Aggregates<>(new TagUpdates(store, TagOptions.DEFAULT.time(new ManualTime())), type, KEYS.signer());
    }

    /** The state after a command. Its events count as sent, so that any number of commands can follow. */
    public S ask(C command) {
        Execution<S> done = aggregates.execute(id, command, CommandOptions.DEFAULT);
        events.addAll(done.events());
        Aggregate<S> now = done.aggregate();
        if (!now.unsent().isEmpty()) {
            long unused = store.write(id.tag(), OutboxEntries.remove(now.unsent()), Optional.empty());
        }
        return done.state();
    }

    public S now() {
        return aggregates.read(id).state();
    }

    /** All that has happened. */
    public List<Event> events() {
        return events;
    }

    /** It must be refused, and change nothing. */
    public void isRefused(C command, Reason reason) {
        S before = now();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> ask(command))
                .withMessageEndingWith("nothing was changed")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
        assertThat(now()).isEqualTo(before);
    }
}

package io.kvorum.integrity.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.aggregate.OutboxEntries;
import io.kvorum.integrity.aggregate.Rebuild;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.outbox.DeadLetters;
import io.kvorum.integrity.outbox.OutboxRelay;
import io.kvorum.integrity.outbox.RelayOptions;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Money leaves one account and arrives at another one, by an event; processes die at every call of the store. */
class RelayToInboxFaultsTest {
    private static final AggregateId SOURCE = new AggregateId("account", "source");
    private static final AggregateId TARGET = new AggregateId("account", "target");

    /** How the receiver applies an event. */
    private interface Receiver {
        void receive(Transferring world, Event event);
    }

    /** How what waits gets to the receiver. */
    private interface Relaying {
        void relay(Transferring world) throws InterruptedException;
    }

    private static final class Transferring implements Explorer.World {
        private final ManualTime time = new ManualTime();
        private final FakeTagStore sources;
        private final FakeTagStore targets;
        private final FakeTagStore archive;
        private final FakeTagStore dead;
        private final EventLog log;
        private final Receiver receiver;
        private final Relaying relaying;
        private Aggregates<Int64Value, Long> target;
        private TagUpdates targetUpdates;

        Transferring(Faults faults, Receiver receiver, Relaying relaying) {
            this.sources = new FakeTagStore("sources", faults);
            this.targets = new FakeTagStore("targets", faults);
            this.archive = new FakeTagStore("archive", faults);
            this.dead = new FakeTagStore("dead", faults);
            this.log = new ArchivedEvents(archive);
            this.receiver = receiver;
            this.relaying = relaying;
            restart();
        }

        private void restart() {
            targetUpdates = new TagUpdates(targets, TagOptions.DEFAULT.time(time));
            target = new Aggregates<>(targetUpdates, new Accounts(), Accounts.SIGNER);
        }

        @Override
        public void run() {
            Aggregates<Int64Value, Long> source = Accounts.of(sources, time);
            for (long amount : new long[] {1, 10, 100}) {
                try {
                    source.execute(SOURCE, amount, CommandOptions.DEFAULT);
                } catch (KvorumException e) {
                    // In or not: what counts is what its state says.
                }
            }
            relay();
        }

        private void relay() {
            try {
                relaying.relay(this);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        OutboxRelay relayOf() {
            return new OutboxRelay(
                    sources,
                    log,
                    event -> {
                        assertThat(log.read(SOURCE, event.sequence()))
                                .as("in the archive before it is delivered")
                                .isPresent();
                        receiver.receive(this, event);
                    },
                    new DeadLetters(new TagUpdates(dead, TagOptions.DEFAULT.time(time)), "sources"),
                    RelayOptions.DEFAULT.time(time).markEvery(2));
        }

        /** The feed shows the tag again to whoever follows. */
        @Override
        public void recover() {
            restart();
            relay();
            relay();
        }

        @Override
        public void check() {
            Aggregate<Int64Value> from = Accounts.of(sources, time).read(SOURCE);
            Aggregate<Int64Value> to = Accounts.of(targets, time).read(TARGET);
            assertThat(from.unsent()).as("outbox").isEmpty();
            assertThat(to.state().getValue())
                    .as("arrived")
                    .isEqualTo(from.state().getValue());
            assertThat(to.lastEvent()).as("effects").isEqualTo(from.lastEvent());
            assertThat(new Rebuild<>(new Accounts(), log).of(from).state()).isEqualTo(from.state());
            assertThat(new Rebuild<>(new Accounts(), log).ofLog(SOURCE).state())
                    .as("from the archive alone")
                    .isEqualTo(from.state());
        }
    }

    private static final Inbox INBOX = new Inbox(InboxOptions.DEFAULT, Accounts.VERIFIER);
    private static final Receiver RIGHT = (world, event) -> world.target.execute(
            TARGET, amount(event), CommandOptions.DEFAULT.cause(event).guard(INBOX.of(event)));
    private static final Relaying IN_ORDER = world -> world.relayOf().relay(world.sources.peek(SOURCE.tag()), 0);

    private static long amount(Event event) {
        return new Accounts().decode(event.payload(), 1).getValue();
    }

    private static int explore(Receiver receiver, Relaying relaying) {
        return Explorer.everyPair(
                faults -> new Transferring(faults, receiver, relaying),
                EnumSet.allOf(Fault.class),
                EnumSet.of(Fault.CRASH_AFTER, Fault.LATE_NAMELESS));
    }

    private static void isCaught(Receiver receiver, Relaying relaying) {
        assertThatThrownBy(() -> Explorer.everyFault(faults -> new Transferring(faults, receiver, relaying)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void eachEventTakesEffectOnceWhereverAProcessDies() {
        assertThat(explore(RIGHT, IN_ORDER)).isGreaterThan(1_000);
    }

    /** Each message twice, and all of them again at the end, by a dispatcher that was paused. */
    @Test
    void messagesThatComeTwiceAndLateTakeEffectOnce() {
        Relaying doubled = world -> {
            var old = world.sources.peek(SOURCE.tag());
            world.relayOf().relay(old, 0);
            world.relayOf().relay(old, 0);
            List<Event> events = OutboxEntries.of(old);
            for (int i = events.size() - 1; i >= 0; i--) {
                RIGHT.receive(world, events.get(i));
            }
        };
        assertThat(Explorer.everyFault(faults -> new Transferring(faults, RIGHT, doubled)))
                .isGreaterThan(200);
    }

    /** The mistake: a consumer without an inbox. */
    @Test
    void aConsumerWithoutAnInboxIsCaught() {
        isCaught((world, event) -> world.target.execute(TARGET, amount(event), CommandOptions.DEFAULT), IN_ORDER);
    }

    /** The mistake: the mark is written after the effect. */
    @Test
    void aConsumerThatMarksAfterTheEffectIsCaught() {
        isCaught(
                (world, event) -> {
                    boolean known = world.targetUpdates.update(
                            TARGET.tag(),
                            view -> Step.done(INBOX.of(event).before(view).isPresent()));
                    if (!known) {
                        world.target.execute(TARGET, amount(event), CommandOptions.DEFAULT);
                        boolean unused = world.targetUpdates.update(TARGET.tag(), view -> {
                            TagWrite write = new TagWrite();
                            INBOX.of(event).addTo(write, view, Bytes.EMPTY);
                            return Step.write(write, true);
                        });
                    }
                },
                IN_ORDER);
    }

    /** The mistake: the mark is written before the effect. */
    @Test
    void aConsumerThatMarksBeforeTheEffectIsCaught() {
        isCaught(
                (world, event) -> {
                    boolean isNew = world.targetUpdates.update(TARGET.tag(), view -> {
                        if (INBOX.of(event).before(view).isPresent()) {
                            return Step.done(false);
                        }
                        TagWrite write = new TagWrite();
                        INBOX.of(event).addTo(write, view, Bytes.EMPTY);
                        return Step.write(write, true);
                    });
                    if (isNew) {
                        world.target.execute(TARGET, amount(event), CommandOptions.DEFAULT);
                    }
                },
                IN_ORDER);
    }

    /** The mistake: events are marked as sent before they are delivered. */
    @Test
    void aDispatcherThatMarksBeforeItDeliversIsCaught() {
        isCaught(RIGHT, world -> {
            List<Event> events = OutboxEntries.of(world.sources.peek(SOURCE.tag()));
            events.forEach(world.log::add);
            if (!events.isEmpty()) {
                world.sources.write(SOURCE.tag(), OutboxEntries.remove(events), Optional.empty());
            }
            events.forEach(event -> RIGHT.receive(world, event));
        });
    }

    /** The mistake: events are delivered and removed, and the archive comes last. */
    @Test
    void aDispatcherThatArchivesLastIsCaught() {
        isCaught(RIGHT, world -> {
            List<Event> events = OutboxEntries.of(world.sources.peek(SOURCE.tag()));
            events.forEach(event -> RIGHT.receive(world, event));
            if (!events.isEmpty()) {
                world.sources.write(SOURCE.tag(), OutboxEntries.remove(events), Optional.empty());
            }
            events.forEach(world.log::add);
        });
    }

    /** The mistake: no dead letters, what fails is left out. */
    @Test
    void aDispatcherThatSkipsWhatFailsIsCaught() {
        isCaught(RIGHT, world -> {
            for (Event event : OutboxEntries.of(world.sources.peek(SOURCE.tag()))) {
                try {
                    world.log.add(event);
                    RIGHT.receive(world, event);
                } catch (OutcomeUnknown e) {
                    continue;
                } catch (KvorumException e) {
                    // Left out.
                }
                world.sources.write(SOURCE.tag(), OutboxEntries.remove(List.of(event)), Optional.empty());
            }
        });
    }
}

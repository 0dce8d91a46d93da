package io.kvorum.integrity.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventVerifier;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.aggregate.OutboxEntries;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final AggregateId TARGET = new AggregateId("account", "target");
    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> sources = Accounts.of(new FakeTagStore("sources", new Faults()), time);
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);
    private final InboxOptions options = new InboxOptions(Duration.ofDays(2), 256);
    private final Inbox inbox = new Inbox(options, Accounts.VERIFIER);
    private int made;

    private Event event() {
        AggregateId source = new AggregateId("account", "s" + made++);
        return sources.execute(source, 1L, CommandOptions.DEFAULT).events().get(0);
    }

    private Execution<Int64Value> receive(Event event) {
        return accounts.execute(TARGET, 1L, CommandOptions.DEFAULT.cause(event).guard(inbox.of(event)));
    }

    private long balance() {
        return accounts.read(TARGET).state().getValue();
    }

    @Test
    void anEventThatComesTwiceOrOutOfOrderTakesEffectOnce() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(event());
        }
        List<Event> received = new ArrayList<>(events);
        received.addAll(events);
        Collections.shuffle(received, new Random(5));
        received.forEach(this::receive);
        assertThat(balance()).isEqualTo(50);
        assertThat(receive(events.get(7)).replayed()).isTrue();
    }

    @Test
    void markAndEffectAreOneWriteAndACommandThatFailsLeavesNoMark() {
        Event event = event();
        assertThatThrownBy(() -> accounts.execute(TARGET, -1L, CommandOptions.DEFAULT.guard(inbox.of(event))))
                .isInstanceOf(Accounts.NotEnough.class);
        receive(event);
        assertThat(store.version(TARGET.tag())).isEqualTo(1);
        assertThat(balance()).isEqualTo(1);
        assertThat(accounts.read(TARGET).logicalClock()).isGreaterThan(event.logicalClock());
    }

    @Test
    void anEventThatChangesNothingIsMarkedToo() {
        Event event = event();
        accounts.execute(TARGET, 0L, CommandOptions.DEFAULT.guard(inbox.of(event)));
        assertThat(receive(event).replayed()).isTrue();
    }

    @Test
    void aForgedEventIsRefused() {
        Event event = event();
        assertThatThrownBy(() -> new Inbox(options, new EventVerifier(Map.of())).of(event))
                .isInstanceOf(DamagedEvent.class);
    }

    @Test
    void marksAreRemovedWhenTheyAreOldAndAnEventThatMayHaveHadOneIsRefused() {
        List<Event> old = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            old.add(event());
            receive(old.get(i));
        }
        Event neverReceived = event();
        time.pass(Duration.ofHours(50));
        receive(event());
        time.pass(Duration.ofHours(2));
        int before = store.peek(TARGET.tag()).startingWith("inbox-0").size();
        receive(event());
        int after = store.peek(TARGET.tag()).startingWith("inbox-0").size();
        assertThat(before - after).as("segments removed by one write").isEqualTo(2);
        receive(event());
        receive(event());
        long balance = balance();
        for (Event event : old) {
            try {
                assertThat(receive(event).replayed()).isTrue();
            } catch (EventTooOld e) {
                assertThat(e).hasMessageContaining("nothing was changed");
            }
        }
        assertThatThrownBy(() -> receive(neverReceived)).isInstanceOf(EventTooOld.class);
        assertThat(balance()).isEqualTo(balance);
        receive(event());
        assertThat(balance()).isEqualTo(balance + 1);
    }

    /** A clock that jumps ahead for good is believed after an hour; then what was marked is refused, and not applied again. */
    @Test
    void howeverTheClockJumpsNothingIsAppliedTwice() {
        Random random = new Random(9);
        List<Event> events = new ArrayList<>();
        long applied = 0;
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(12)) {
                case 0 -> time.jump(Duration.ofHours(random.nextInt(200) - 100));
                case 1 -> time.pass(Duration.ofMinutes(random.nextInt(90)));
                default -> {}
            }
            Event event =
                    random.nextBoolean() && !events.isEmpty() ? events.get(random.nextInt(events.size())) : event();
            boolean isNew = !events.contains(event);
            try {
                boolean replayed = receive(event).replayed();
                assertThat(replayed || isNew).as("applied twice").isTrue();
                applied += replayed ? 0 : 1;
                events.add(event);
            } catch (EventTooOld | TagFull e) {
                // It is not applied.
            }
            empty();
        }
        assertThat(balance()).isEqualTo(applied);
        assertThat(applied).isGreaterThan(200);
    }

    private void empty() {
        List<Event> unsent = accounts.read(TARGET).unsent();
        if (!unsent.isEmpty()) {
            store.write(TARGET.tag(), OutboxEntries.remove(unsent), Optional.empty());
        }
    }

    @Test
    void whenFullNewEventsAreRefusedAndKnownOnesRecognised() {
        Inbox small = new Inbox(options.maxMarks(64), Accounts.VERIFIER);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Event event = event();
            events.add(event);
            accounts.execute(TARGET, 1L, CommandOptions.DEFAULT.guard(small.of(event)));
        }
        Event another = event();
        assertThatThrownBy(() -> accounts.execute(TARGET, 1L, CommandOptions.DEFAULT.guard(small.of(another))))
                .isInstanceOf(TagFull.class)
                .hasMessageContaining("64 marks");
        assertThat(accounts.execute(TARGET, 1L, CommandOptions.DEFAULT.guard(small.of(events.get(3))))
                        .replayed())
                .isTrue();
        assertThat(balance()).isEqualTo(64);
    }
}

package io.kvorum.integrity.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.aggregate.Rebuild;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {
    private static final AggregateId ID = Accounts.ID;
    private final ManualTime time = new ManualTime();
    private final Faults faults = new Faults();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final FakeTagStore archive = new FakeTagStore("archive", faults);
    private final FakeTagStore dead = new FakeTagStore("dead", new Faults());
    private final EventLog log = new ArchivedEvents(archive);
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);
    private final DeadLetters letters = letters(TagOptions.DEFAULT);
    private final RelayOptions options =
            RelayOptions.DEFAULT.time(time).maxAttempts(4).patience(Duration.ZERO);
    private final List<String> told = new ArrayList<>();

    private DeadLetters letters(TagOptions limits) {
        return new DeadLetters(new TagUpdates(dead, limits.time(time)), "accounts");
    }

    @BeforeEach
    void fiveEvents() {
        for (long i = 1; i <= 5; i++) {
            accounts.execute(ID, i, CommandOptions.DEFAULT);
        }
    }

    private OutboxRelay relay(Transport transport) {
        return new OutboxRelay(store, log, transport, letters, options);
    }

    private void tell(Event event) {
        told.add(event.id());
    }

    private List<Event> unsent() {
        return accounts.read(ID).unsent();
    }

    @Test
    void eachEventIsInTheArchiveBeforeItIsDeliveredAndLeavesTheOutboxAfter() throws Exception {
        OutboxRelay relay = relay(event -> {
            assertThat(log.read(ID, event.sequence())).contains(event);
            assertThat(unsent()).contains(event);
            tell(event);
        });
        assertThat(relay.relay(store.peek(ID.tag()), 0)).isEqualTo(5);
        assertThat(told)
                .containsExactly("account-17/1", "account-17/2", "account-17/3", "account-17/4", "account-17/5");
        assertThat(unsent()).isEmpty();
        assertThat(new Rebuild<>(new Accounts(), log).ofLog(ID).state())
                .isEqualTo(accounts.read(ID).state());
    }

    @Test
    void whatThisProcessHasRelayedIsNotRelayedAgainFromAnOlderChange() throws Exception {
        var before = store.peek(ID.tag());
        OutboxRelay relay = relay(this::tell);
        long through = relay.relay(before, 0);
        relay.relay(before, through);
        assertThat(told).hasSize(5);
        relay.relay(before, 0);
        assertThat(told).as("another process").hasSize(10);
    }

    @Test
    void aFailedDeliveryHoldsLaterEventsBackAndIsRepeatedAfterPauses() throws Exception {
        int[] failures = {0};
        int[] pauses = {0};
        time.whenSleeping = () -> {
            pauses[0]++;
            assertThat(unsent()).as("what was sent does not wait").hasSize(3);
        };
        OutboxRelay relay = relay(event -> {
            if (event.sequence() == 3 && failures[0] < 3) {
                failures[0]++;
                throw new IllegalStateException("not now");
            }
            tell(event);
        });
        relay.relay(store.peek(ID.tag()), 0);
        assertThat(told)
                .containsExactly("account-17/1", "account-17/2", "account-17/3", "account-17/4", "account-17/5");
        assertThat(relay.counts()).isEqualTo(new OutboxRelay.Counts(5, 3, 0));
        assertThat(pauses[0]).isEqualTo(3);
        assertThat(letters.list()).isEmpty();
    }

    @Test
    void pausesAreOfAnyLengthUpToABoundThatDoubles() {
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(30));
        Random random = new Random(1);
        for (int failures = 1; failures < 100; failures++) {
            long bound = Math.min(Duration.ofSeconds(30).toNanos(), 50_000_000L << Math.min(20, failures - 1));
            long most = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 1_000; i++) {
                long pause = backoff.nanos(failures, random);
                most = Math.max(most, pause);
                least = Math.min(least, pause);
            }
            assertThat(most).isBetween(bound * 9 / 10, bound);
            assertThat(least).isLessThan(bound / 10);
        }
    }

    @Test
    void afterSoManyFailuresAnEventIsADeadLetterWithItsReasonAndOthersFollow() throws Exception {
        boolean[] broken = {true};
        Transport transport = event -> {
            if (event.sequence() == 2 && broken[0]) {
                throw new IllegalStateException("the printer is on fire");
            }
            tell(event);
        };
        relay(transport).relay(store.peek(ID.tag()), 0);
        assertThat(told).containsExactly("account-17/1", "account-17/3", "account-17/4", "account-17/5");
        assertThat(unsent()).isEmpty();
        DeadLetter letter = letters.inspect("account-17/2").orElseThrow();
        assertThat(letters.list()).containsExactly(letter);
        assertThat(letter.reason()).contains("the printer is on fire");
        assertThat(letter.attempts()).isEqualTo(4);
        assertThat(letter.lastFailed()).isAfterOrEqualTo(letter.firstFailed());
        assertThatThrownBy(() -> letters.replay("account-17/2", transport)).isInstanceOf(IllegalStateException.class);
        assertThat(letters.list()).as("it stays").hasSize(1);
        broken[0] = false;
        assertThat(letters.replay("account-17/2", transport)).isTrue();
        assertThat(told).endsWith("account-17/2");
        assertThat(letters.list()).isEmpty();
        assertThat(letters.replay("account-17/2", transport)).isFalse();
    }

    @Test
    void aRefusedEventIsADeadLetterAtOnce() throws Exception {
        OutboxRelay relay = relay(event -> {
            if (event.sequence() == 1) {
                throw new DeliveryRefused("of a schema that is not known");
            }
            tell(event);
        });
        relay.relay(store.peek(ID.tag()), 0);
        assertThat(letters.inspect("account-17/1").orElseThrow().attempts()).isEqualTo(1);
        assertThat(letters.discard("account-17/1")).isTrue();
        assertThat(letters.discard("account-17/1")).isFalse();
        assertThat(told).hasSize(4);
    }

    @Test
    void anOutageOfTheStoreMakesNoDeadLetters() throws Exception {
        for (int call = 0; call < 50; call++) {
            faults.at(call, call % 2 == 0 ? Fault.UNAVAILABLE : Fault.LOST);
        }
        relay(this::tell).relay(store.peek(ID.tag()), 0);
        assertThat(told).hasSize(5);
        assertThat(letters.list()).isEmpty();
    }

    @Test
    void whenThereIsNoRoomForDeadLettersTheEventWaits() throws Exception {
        for (int shard = 0; shard < DeadLetters.SHARDS; shard++) {
            dead.plant("dead-letters-accounts-" + shard, "filler", Bytes.of(new byte[2_000]));
        }
        int[] pauses = {0};
        time.whenSleeping = () -> {
            assertThat(unsent()).as("none is lost, and none overtakes").hasSize(5);
            if (++pauses[0] == 7) {
                for (int shard = 0; shard < DeadLetters.SHARDS; shard++) {
                    dead.plant("dead-letters-accounts-" + shard, "filler", Bytes.EMPTY);
                }
            }
        };
        OutboxRelay relay = new OutboxRelay(
                store,
                log,
                event -> {
                    if (event.sequence() == 1) {
                        throw new DeliveryRefused("never");
                    }
                    tell(event);
                },
                letters(TagOptions.DEFAULT.maxBytes(2_000)),
                options);
        relay.relay(store.peek(ID.tag()), 0);
        assertThat(pauses[0]).isEqualTo(7);
        assertThat(letters.inspect("account-17/1")).isPresent();
        assertThat(told).hasSize(4);
    }

    @Test
    void anEntryThatIsNoEventStopsItsAggregateAndIsTold() {
        store.plant(ID.tag(), "outbox-0000000000000000003", Bytes.ofUtf8("no event"));
        assertThatThrownBy(() -> relay(this::tell).relay(store.peek(ID.tag()), 0))
                .isInstanceOf(DamagedEvent.class);
        assertThat(told).containsExactly("account-17/1", "account-17/2");
        assertThat(store.peek(ID.tag()).startingWith("outbox-").keySet())
                .containsExactly(
                        "outbox-0000000000000000003", "outbox-0000000000000000004", "outbox-0000000000000000005");
    }

    /** A receiver without a majority for a day is no reason to tell it the events in another order. */
    @Test
    void thatTheReceiversStoreDoesNotAnswerMakesNoDeadLetter() throws Exception {
        long until = time.nanos() + Duration.ofDays(1).toNanos();
        Transport cutOff = event -> {
            if (time.nanos() < until) {
                throw new TagFull("stock-1", "or no answer");
            }
            tell(event);
        };
        relay(cutOff).relay(store.peek(ID.tag()), 0);
        assertThat(told).hasSize(5);
        assertThat(letters.list()).isEmpty();
    }

    @Test
    void anEventHasTimeBeforeItIsADeadLetter() throws Exception {
        long until = time.nanos() + Duration.ofMinutes(2).toNanos();
        Transport down = event -> {
            if (time.nanos() < until) {
                throw new IllegalStateException("503");
            }
            tell(event);
        };
        new OutboxRelay(store, log, down, letters, options.patience(Duration.ofMinutes(10)))
                .relay(store.peek(ID.tag()), 0);
        assertThat(told).hasSize(5);
        assertThat(letters.list()).isEmpty();
    }

    @Test
    void anEventWhosePlaceInTheArchiveIsTakenIsNotDelivered() throws Exception {
        Event forked = Accounts.of(new FakeTagStore("elsewhere", new Faults()), time)
                .execute(ID, 77L, CommandOptions.DEFAULT)
                .events()
                .get(0);
        log.add(forked);
        relay(this::tell).relay(store.peek(ID.tag()), 0);
        assertThat(told).hasSize(4);
        assertThat(letters.inspect("account-17/1").orElseThrow().reason()).contains("another event");
        assertThat(log.read(ID, 1)).contains(forked);
    }
}

package io.kvorum.integrity.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import com.google.protobuf.UnknownFieldSet;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.Crash;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.record.StateRecord;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AggregatesTest {
    private static final AggregateId ID = Accounts.ID;
    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);

    private Execution<Int64Value> execute(long amount) {
        return accounts.execute(ID, amount, CommandOptions.DEFAULT);
    }

    @Test
    void aCommandBecomesStateAndEventsAndOutboxInOneWrite() {
        Execution<Int64Value> done = execute(100);
        assertThat(done.state().getValue()).isEqualTo(100);
        assertThat(done.version()).isEqualTo(1);
        assertThat(done.outcome().toUtf8()).isEqualTo("balance 100");
        assertThat(store.version(ID.tag())).as("versions of the register").isEqualTo(1);
        assertThat(store.peek(ID.tag()).entries().keySet())
                .containsExactly("head", "outbox-0000000000000000001", "state");
        execute(-30);
        Aggregate<Int64Value> read = accounts.read(ID);
        assertThat(read.state().getValue()).isEqualTo(70);
        assertThat(read.version()).isEqualTo(2);
        assertThat(read.unsent()).extracting(Event::id).containsExactly("account-17/1", "account-17/2");
        assertThat(read.unsent()).extracting(Event::type).containsExactly("deposited", "withdrawn");
        assertThat(read.unsent().get(1).previousHash())
                .isEqualTo(read.unsent().get(0).contentHash());
        assertThat(read.lastEventHash()).isEqualTo(read.unsent().get(1).contentHash());
    }

    @Test
    void whoFollowsTheFeedSeesTheAggregateThatTheTagHeld() {
        Aggregate<Int64Value> before = accounts.of(store.peek(ID.tag()));
        assertThat(before.exists()).isFalse();
        execute(100);
        assertThat(accounts.of(store.peek(ID.tag()))).isEqualTo(accounts.read(ID));
        TagContents other = TagContents.empty("purse-17");
        assertThatThrownBy(() -> accounts.of(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsRefusedOrChangesNothingWritesNothing() {
        execute(10);
        assertThatThrownBy(() -> execute(-11)).isInstanceOf(Accounts.NotEnough.class);
        assertThat(execute(0).outcome().toUtf8()).isEqualTo("nothing");
        assertThat(store.version(ID.tag())).isEqualTo(1);
        assertThatThrownBy(() -> accounts.execute(ID, 1L, CommandOptions.DEFAULT.ifVersion(7)))
                .isInstanceOf(VersionMismatch.class)
                .hasMessageContaining("has version 1, not 7");
        assertThat(accounts.execute(ID, 1L, CommandOptions.DEFAULT.ifVersion(1)).version())
                .isEqualTo(2);
    }

    @Test
    void logicalClocksFollowTheCauseAndWallTimeIsNotTrusted() {
        for (int i = 0; i < 4; i++) {
            execute(1);
        }
        Event cause = execute(1).events().get(0);
        time.jump(Duration.ofDays(-400));
        AggregateId other = new AggregateId("account", "18");
        Execution<Int64Value> effect = accounts.execute(other, 1L, CommandOptions.DEFAULT.cause(cause));
        Event event = effect.events().get(0);
        assertThat(event.logicalClock()).isGreaterThan(cause.logicalClock());
        assertThat(event.causationId()).isEqualTo("account-17/5");
        assertThat(event.recordedAt()).isBefore(cause.recordedAt());
        assertThat(execute(1).events().get(0).sequence()).isEqualTo(6);
    }

    @Test
    void anEventThatWasChangedOrSignedBySomebodyElseIsNoticed() {
        Event event = execute(100).events().get(0);
        Accounts.VERIFIER.verify(Event.parse(event.encoded()));
        for (int i = 0; i < event.encoded().length(); i++) {
            byte[] changed = event.encoded().array().clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> Accounts.VERIFIER.verify(Event.parse(Bytes.of(changed))))
                    .as("byte %d", i)
                    .isInstanceOf(DamagedEvent.class);
        }
        assertThatThrownBy(() -> new EventVerifier(Map.of()).verify(event))
                .isInstanceOf(DamagedEvent.class)
                .hasMessageContaining("not known");
    }

    /** What a newer instance wrote into the state is still there after an older one has changed it. */
    @Test
    void fieldsThatAreNotKnownSurvive() throws Exception {
        execute(100);
        StateRecord written = StateRecord.parseFrom(
                store.peek(ID.tag()).value("state").orElseThrow().array());
        UnknownFieldSet more = UnknownFieldSet.newBuilder()
                .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                .build();
        Int64Value state = Int64Value.parseFrom(written.getState()).toBuilder()
                .setUnknownFields(more)
                .build();
        store.plant(
                ID.tag(),
                "state",
                Bytes.of(written.toBuilder()
                        .setState(state.toByteString())
                        .setSchemaVersion(9)
                        .setUnknownFields(more)
                        .build()
                        .toByteArray()));
        Accounts.of(store, time).execute(ID, 1L, CommandOptions.DEFAULT);
        StateRecord after = StateRecord.parseFrom(
                store.peek(ID.tag()).value("state").orElseThrow().array());
        assertThat(after.getUnknownFields()).isEqualTo(more);
        assertThat(Int64Value.parseFrom(after.getState()).getUnknownFields()).isEqualTo(more);
        assertThat(Int64Value.parseFrom(after.getState()).getValue()).isEqualTo(101);
        assertThat(after.getSchemaVersion()).isEqualTo(9);
    }

    @Test
    void anOutboxThatIsFullRefusesEventsAndTakesThemAgainOnceSomeAreSent() {
        for (int i = 0; i < Aggregates.MOST_UNSENT; i++) {
            execute(1);
        }
        assertThatThrownBy(() -> execute(1)).isInstanceOf(TagFull.class).hasMessageContaining("wait to be sent");
        assertThat(accounts.read(ID).state().getValue()).isEqualTo(Aggregates.MOST_UNSENT);
        List<Event> sent = accounts.read(ID).unsent().subList(0, 10);
        store.write(ID.tag(), OutboxEntries.remove(sent), Optional.empty());
        store.write(ID.tag(), OutboxEntries.remove(sent), Optional.empty());
        assertThat(execute(1).state().getValue()).isEqualTo(Aggregates.MOST_UNSENT + 1);
        assertThat(accounts.read(ID).unsent()).hasSize(Aggregates.MOST_UNSENT - 9);
    }

    /** How an account is changed; what is right, and what is a mistake. */
    private interface Way {
        void deposit(TagStore store, Aggregates<Int64Value, Long> accounts, long amount);
    }

    /** Deposits three times; the state must always be what its events say, and each that is known to be in is in once. */
    private final class Depositing implements Explorer.World {
        private final FakeTagStore tags;
        private final Way way;
        private final List<Long> certain = new ArrayList<>();
        private final List<Long> possible = new ArrayList<>();
        private long byOthers;

        Depositing(Faults faults, Way way) {
            this.tags = new FakeTagStore("accounts", faults);
            this.way = way;
            tags.rival = () -> {
                byOthers++;
                FakeTagStore behind = new FakeTagStore("behind", new Faults());
                tags.peek(ID.tag()).entries().forEach((name, entry) -> behind.plant(ID.tag(), name, entry.value()));
                Accounts.of(behind, time).execute(ID, 1_000L, CommandOptions.DEFAULT);
                behind.peek(ID.tag()).entries().forEach((name, entry) -> {
                    if (!tags.peek(ID.tag()).value(name).equals(Optional.of(entry.value()))) {
                        tags.plant(ID.tag(), name, entry.value());
                    }
                });
            };
        }

        @Override
        public void run() {
            Aggregates<Int64Value, Long> aggregates = Accounts.of(tags, time);
            for (long amount : new long[] {1, 10, 100}) {
                try {
                    way.deposit(tags, aggregates, amount);
                    certain.add(amount);
                } catch (OutcomeUnknown e) {
                    possible.add(amount);
                } catch (KvorumException e) {
                    // Not in.
                } catch (Crash e) {
                    possible.add(amount);
                    throw e;
                }
            }
        }

        @Override
        public void recover() {
            Accounts.of(tags, time).execute(ID, 5L, CommandOptions.DEFAULT);
            certain.add(5L);
        }

        @Override
        public void check() {
            Aggregate<Int64Value> read = Accounts.of(tags, time).read(ID);
            List<Long> in = read.unsent().stream()
                    .map(event -> new Accounts().decode(event.payload(), 1).getValue())
                    .filter(amount -> amount != 1_000)
                    .toList();
            assertThat(in).as("events").doesNotHaveDuplicates().containsAll(certain);
            assertThat(in)
                    .isSubsetOf(
                            Stream.concat(certain.stream(), possible.stream()).toList());
            long sum = in.stream().mapToLong(Long::longValue).sum() + 1_000 * byOthers;
            assertThat(read.state().getValue()).as("state against events").isEqualTo(sum);
            FakeTagStore archive = new FakeTagStore("archive", new Faults());
            Rebuilt<Int64Value> rebuilt = new Rebuild<>(new Accounts(), new ArchivedEvents(archive)).of(read);
            assertThat(rebuilt.state()).isEqualTo(read.state());
        }
    }

    @Test
    void stateAndEventsAgreeAndNothingIsAppliedTwiceWhateverHappens() {
        int played = Explorer.everyPair(
                faults -> new Depositing(
                        faults, (tags, aggregates, amount) -> aggregates.execute(ID, amount, CommandOptions.DEFAULT)),
                EnumSet.allOf(Fault.class),
                EnumSet.of(Fault.CRASH_AFTER, Fault.ANSWER_LOST, Fault.LATE_NAMELESS, Fault.UNAVAILABLE, Fault.RIVAL));
        assertThat(played).isGreaterThan(200);
    }

    /** The mistake: the event is published by a second write. */
    @Test
    void whoPublishesEventsOutsideOfTheWriteOfTheStateIsCaught() {
        Way mistaken = (tags, aggregates, amount) -> {
            TagContents before = tags.read(ID.tag());
            FakeTagStore aside = new FakeTagStore("aside", new Faults());
            before.entries().forEach((name, entry) -> aside.plant(ID.tag(), name, entry.value()));
            Accounts.of(aside, time).execute(ID, amount, CommandOptions.DEFAULT);
            TagContents after = aside.peek(ID.tag());
            TagWrite state = new TagWrite().ifVersion("head", before.version("head"));
            TagWrite events = new TagWrite();
            after.entries().forEach((name, entry) -> {
                if (name.startsWith(OutboxEntries.PREFIX)) {
                    events.put(name, entry.value());
                } else {
                    state.put(name, entry.value());
                }
            });
            tags.write(ID.tag(), state, Optional.empty());
            tags.write(ID.tag(), events, Optional.empty());
        };
        assertThatThrownBy(() -> Explorer.everyFault(faults -> new Depositing(faults, mistaken)))
                .isInstanceOf(AssertionError.class);
    }

    /** The mistake: after an unknown outcome the command is carried out again. */
    @Test
    void whoRepeatsACommandWithoutAnIdempotencyIdIsCaught() {
        Way mistaken = (tags, aggregates, amount) -> {
            try {
                aggregates.execute(ID, amount, CommandOptions.DEFAULT);
            } catch (OutcomeUnknown e) {
                aggregates.execute(ID, amount, CommandOptions.DEFAULT);
            }
        };
        EnumSet<Fault> faults = EnumSet.of(Fault.ANSWER_LOST_NAMELESS, Fault.UNAVAILABLE);
        assertThatThrownBy(() -> Explorer.everyPair(f -> new Depositing(f, mistaken), faults, faults))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("duplicate");
    }
}

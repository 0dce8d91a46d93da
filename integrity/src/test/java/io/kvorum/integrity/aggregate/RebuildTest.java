package io.kvorum.integrity.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagWrite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RebuildTest {
    private static final AggregateId ID = Accounts.ID;
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Faults archiveFaults = new Faults();
    private final FakeTagStore archive = new FakeTagStore("archive", archiveFaults);
    private final EventLog log = new ArchivedEvents(archive);
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, new ManualTime());
    private final Rebuild<Int64Value> rebuild = new Rebuild<>(new Accounts(), log);

    @BeforeEach
    void tenEventsOfWhichSevenAreArchivedAndSent() {
        for (long i = 1; i <= 10; i++) {
            accounts.execute(ID, i, CommandOptions.DEFAULT);
        }
        List<Event> sent = accounts.read(ID).unsent().subList(0, 7);
        sent.forEach(log::add);
        store.write(ID.tag(), OutboxEntries.remove(sent), Optional.empty());
    }

    @Test
    void theStateIsWhatArchiveAndOutboxSay() {
        Rebuilt<Int64Value> rebuilt = rebuild.of(accounts.read(ID));
        assertThat(rebuilt.state()).isEqualTo(accounts.read(ID).state());
        assertThat(rebuilt.applied()).isEqualTo(10);
        assertThat(rebuild.ofLog(ID).state().getValue()).isEqualTo(28);
    }

    @Test
    void aSnapshotShortensItAndChangesNothing() {
        assertThat(rebuild.snapshot(ID).lastEvent()).isEqualTo(7);
        Rebuilt<Int64Value> rebuilt = rebuild.of(accounts.read(ID));
        assertThat(rebuilt.applied()).isEqualTo(3);
        assertThat(rebuilt.state()).isEqualTo(accounts.read(ID).state());
    }

    @Test
    void aSnapshotThatDoesNotFitIsAsNone() {
        Bytes wrong = new Accounts().encode(Int64Value.of(999));
        Bytes hash = log.read(ID, 7).orElseThrow().contentHash();
        for (Snapshot snapshot : List.of(
                new Snapshot(7, Bytes.ofUtf8("of another history"), 1, wrong),
                new Snapshot(7, hash, 2, wrong),
                new Snapshot(6, hash, 1, wrong),
                new Snapshot(70, hash, 1, wrong),
                new Snapshot(0, Bytes.EMPTY, 1, wrong))) {
            log.keep(ID, snapshot);
            assertThat(rebuild.of(accounts.read(ID)).state())
                    .as("%s", snapshot)
                    .isEqualTo(accounts.read(ID).state());
        }
        archive.plant(ID.tag() + "/snapshot", "snapshot", Bytes.ofUtf8("no record at all"));
        assertThat(rebuild.of(accounts.read(ID)).applied()).isEqualTo(10);
    }

    @Test
    void aGapOrASwapOrAChangeIsNoticed() {
        Event third = log.read(ID, 3).orElseThrow();
        AggregateId other = new AggregateId("account", "18");
        Event stranger =
                accounts.execute(other, 1L, CommandOptions.DEFAULT).events().get(0);
        archive.plant(ID.eventId(3), "event", stranger.encoded());
        assertThatThrownBy(() -> rebuild.of(accounts.read(ID)))
                .isInstanceOf(DamagedEvent.class)
                .hasMessageContaining("in the place of");
        Aggregates<Int64Value, Long> elsewhere =
                Accounts.of(new FakeTagStore("elsewhere", new Faults()), new ManualTime());
        for (int i = 0; i < 3; i++) {
            Event forked =
                    elsewhere.execute(ID, 500L, CommandOptions.DEFAULT).events().get(0);
            archive.plant(ID.eventId(3), "event", forked.encoded());
        }
        assertThatThrownBy(() -> rebuild.of(accounts.read(ID)))
                .isInstanceOf(DamagedEvent.class)
                .hasMessageContaining("does not follow");
        archive.plant(ID.eventId(3), "event", third.encoded());
        assertThat(rebuild.of(accounts.read(ID)).state().getValue()).isEqualTo(55);
        archive.write(ID.eventId(3), new TagWrite().delete("event"), Optional.empty());
        assertThatThrownBy(() -> rebuild.of(accounts.read(ID)))
                .isInstanceOf(DamagedEvent.class)
                .hasMessageContaining("neither in the log nor in the outbox");
    }

    @Test
    void anEventIsKeptOnceAndNeverReplaced() {
        Event first = log.read(ID, 1).orElseThrow();
        long version = archive.version(first.id());
        log.add(first);
        assertThat(archive.version(first.id())).isEqualTo(version);
        Event forked = Accounts.of(new FakeTagStore("elsewhere", new Faults()), new ManualTime())
                .execute(ID, 77L, CommandOptions.DEFAULT)
                .events()
                .get(0);
        assertThatThrownBy(() -> log.add(forked)).isInstanceOf(DamagedEvent.class);
        assertThat(log.read(ID, 1)).contains(first);
    }

    @Test
    void anUnknownOutcomeOfKeepingIsFoundOut() {
        Event eighth = accounts.read(ID).unsent().get(0);
        int call = archiveFaults.calls().size();
        archiveFaults.at(call, Fault.ANSWER_LOST_NAMELESS);
        log.add(eighth);
        assertThat(log.read(ID, 8)).contains(eighth);
        Event ninth = accounts.read(ID).unsent().get(1);
        call = archiveFaults.calls().size();
        archiveFaults.at(call, Fault.LOST).at(call + 1, Fault.LOST).at(call + 2, Fault.LOST);
        assertThatThrownBy(() -> log.add(ninth)).isInstanceOf(OutcomeUnknown.class);
        log.add(ninth);
        assertThat(log.read(ID, 9)).contains(ninth);
    }
}

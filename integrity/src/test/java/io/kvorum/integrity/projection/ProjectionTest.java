package io.kvorum.integrity.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.Codec;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);
    private final ArchivedEvents archive = new ArchivedEvents(new FakeTagStore("archive", new Faults()));
    private final Faults viewFaults = new Faults();
    private final FakeTagStore viewStore = new FakeTagStore("views", viewFaults);
    private final TagUpdates updates = new TagUpdates(viewStore, TagOptions.DEFAULT.time(time));
    private final Projection<Long> balances =
            projection(1, event -> event.aggregate().id());

    private Projection<Long> projection(int version, Function<Event, String> key) {
        return new Projection<>(
                new ProjectionType<>(
                        "balance",
                        version,
                        Codec.of(
                                number -> Codec.utf8().encode(Long.toString(number)),
                                bytes -> Long.valueOf(bytes.toUtf8())),
                        0L,
                        List.of(
                                new On.Change<>("deposited", key, (sum, e) -> sum + ProjectionFaultsTest.amount(e)),
                                new On.Change<>("withdrawn", key, (sum, e) -> sum + ProjectionFaultsTest.amount(e)),
                                new On.Ignored<>("printed"))),
                updates,
                archive);
    }

    private static AggregateId id(String id) {
        return new AggregateId("account", id);
    }

    /** And archived, as a relay does before it delivers. */
    private Event move(String id, long amount) {
        Event event = accounts.execute(id(id), amount, CommandOptions.DEFAULT)
                .events()
                .get(0);
        archive.add(event);
        return event;
    }

    @Test
    void anAnswerSaysAsOfWhenItIs() {
        assertThat(balances.read("a")).isEqualTo(new View<>("a", 0L, 0, AsOf.NOTHING));
        Event first = move("a", 5);
        time.pass(Duration.ofSeconds(3));
        Event second = move("a", -2);
        balances.apply(first);
        assertThat(balances.read("a").asOf())
                .isEqualTo(new AsOf(first.recordedAt(), first.logicalClock(), Map.of("account-a", 1L)));
        balances.apply(second);
        balances.apply(first);
        View<Long> view = balances.read("a");
        assertThat(view.value()).isEqualTo(3);
        assertThat(view.version()).as("what does nothing is no change").isEqualTo(2);
        assertThat(view.asOf().newest()).isEqualTo(second.recordedAt());
        assertThat(view.asOf().position(id("a"))).isEqualTo(2);
        assertThat(view.asOf().position(id("b"))).isZero();
    }

    @Test
    void aRefreshBringsAViewUpToWhatTheAggregateIsNow() {
        balances.apply(move("a", 5));
        accounts.execute(id("a"), 7L, CommandOptions.DEFAULT);
        Aggregate<Int64Value> now = accounts.read(id("a"));
        View<Long> view = balances.refresh("a", now);
        assertThat(view.value()).isEqualTo(12);
        assertThat(view.asOf().position(id("a"))).isEqualTo(now.lastEvent());
        now.unsent().forEach(archive::add);
        now.unsent().forEach(balances::apply);
        assertThat(balances.read("a").value())
                .as("they come again by the stream")
                .isEqualTo(12);
        assertThat(balances.refresh("none", accounts.read(id("none"))).version())
                .isZero();
    }

    @Test
    void whatIsNotInTheLogIsNotPassedOver() {
        accounts.execute(id("a"), 5L, CommandOptions.DEFAULT);
        Event second = move("a", 6);
        assertThatThrownBy(() -> balances.apply(second)).isInstanceOf(DamagedEvent.class);
        assertThat(balances.read("a").version()).isZero();
    }

    @Test
    void anEventTypeThatIsNotKnownIsNotTakenForNothing() {
        ProjectionType<Long> few = new ProjectionType<>(
                "balance",
                1,
                balances.type().codec(),
                0L,
                List.of(new On.Change<>("deposited", event -> event.aggregate().id(), (sum, event) -> sum + 1)));
        Projection<Long> older = new Projection<>(few, updates, archive);
        Event deposited = move("a", 5);
        Event withdrawn = move("a", -1);
        Event more = move("a", 1);
        assertThatThrownBy(() -> older.apply(withdrawn)).isInstanceOf(UnknownEventType.class);
        older.apply(deposited);
        assertThatThrownBy(() -> older.apply(more)).as("behind it").isInstanceOf(UnknownEventType.class);
        assertThat(older.read("a").asOf().position(id("a"))).isEqualTo(1);
        assertThatThrownBy(() -> new ProjectionType<>(
                        "balance",
                        1,
                        balances.type().codec(),
                        0L,
                        List.of(new On.Ignored<>("deposited"), new On.Ignored<>("deposited"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A new version is built beside the old one: by the archive, and by what comes meanwhile. */
    @Test
    void aNewVersionIsBuiltWhileTheOldOneServes() {
        ServedVersion served = new ServedVersion(updates, "balance");
        assertThat(served.version()).isZero();
        assertThat(served.serve(0, 1)).isTrue();
        balances.apply(move("a", 5));
        balances.apply(move("b", 50));
        balances.apply(move("a", 7));

        Projection<Long> next = projection(2, event -> "all");
        Event meanwhile = move("a", 100);
        balances.apply(meanwhile);
        next.apply(meanwhile);
        assertThat(next.replay(id("a"))).isEqualTo(3);
        assertThat(balances.read("a").value()).as("the old one serves").isEqualTo(112);
        assertThat(next.replay(id("b"))).isEqualTo(1);
        assertThat(next.replay(id("b"))).as("again").isEqualTo(1);
        assertThat(next.read("all").value()).isEqualTo(162);
        assertThat(served.serve(1, 2)).isTrue();
        assertThat(served.serve(1, 2)).as("repeated").isTrue();
        assertThat(served.serve(1, 3)).as("somebody was faster").isFalse();
        assertThat(served.version()).isEqualTo(2);
    }

    private ViewCache<Long> cache(Queue<Runnable> background) {
        return new ViewCache<>(
                balances,
                CacheOptions.DEFAULT
                        .maxAge(Duration.ofSeconds(10))
                        .staleFor(Duration.ofSeconds(20))
                        .maxViews(2)
                        .time(time),
                background::add);
    }

    private int reads() {
        return viewFaults.calls().size();
    }

    @Test
    void whatIsStaleIsServedWhileItIsReadAnewOnce() {
        Queue<Runnable> background = new ArrayDeque<>();
        ViewCache<Long> cache = cache(background);
        balances.apply(move("a", 5));
        assertThat(cache.get("a").view().value()).isEqualTo(5);
        int before = reads();
        time.pass(Duration.ofSeconds(10));
        assertThat(cache.get("a").stale()).isFalse();
        assertThat(reads()).as("from memory").isEqualTo(before);
        balances.apply(move("a", 6));
        before = reads();
        time.pass(Duration.ofSeconds(1));
        ViewCache.Cached<Long> stale = cache.get("a");
        assertThat(stale.stale()).isTrue();
        assertThat(stale.age()).isEqualTo(Duration.ofSeconds(11));
        assertThat(stale.view().value()).isEqualTo(5);
        assertThat(cache.get("a").stale()).isTrue();
        assertThat(reads()).as("nobody waits").isEqualTo(before);
        assertThat(background).as("one reads").hasSize(1);
        background.remove().run();
        assertThat(cache.get("a").view().value()).isEqualTo(11);
        assertThat(cache.get("a").stale()).isFalse();
        balances.apply(move("a", 7));
        time.pass(Duration.ofSeconds(31));
        assertThat(cache.get("a").view().value()).as("too old to be served").isEqualTo(18);
        assertThat(background).isEmpty();
    }

    @Test
    void anEventMakesOnlyTheViewStaleThatItChanges() {
        Queue<Runnable> background = new ArrayDeque<>();
        ViewCache<Long> cache = cache(background);
        balances.apply(move("a", 5));
        balances.apply(move("b", 50));
        cache.get("a");
        cache.get("b");
        Event event = move("a", 6);
        balances.apply(event);
        cache.changed(event);
        assertThat(cache.get("b").stale()).isFalse();
        assertThat(cache.get("a").stale()).isTrue();
        background.remove().run();
        assertThat(cache.get("a").view().value()).isEqualTo(11);
        cache.changed(event);
        assertThat(cache.get("a").stale()).as("it has this event").isFalse();
        cache.changed(move("c", 1));
        assertThat(background).isEmpty();
    }

    /** The change comes between the read of the store and its being kept. */
    @Test
    void aViewThatChangesWhileItIsReadIsStale() {
        Queue<Runnable> background = new ArrayDeque<>();
        ViewCache<Long> cache = cache(background);
        balances.apply(move("a", 5));
        Event event = move("a", 6);
        int call = reads();
        viewFaults.at(call, io.kvorum.integrity.fake.Fault.UNAVAILABLE);
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(io.kvorum.client.KvorumException.class);
        // Told of before the projection has it, so the read does not have it.
        cache.changed(event);
        assertThat(cache.get("a").view().value()).isEqualTo(5);
        assertThat(cache.get("a").stale())
                .as("the read began after the event was told of")
                .isFalse();
        cache.changed(event);
        assertThat(cache.get("a").stale()).isTrue();
        background.remove().run();
        assertThat(cache.get("a").view().value()).isEqualTo(5);
    }

    @Test
    void aFailedRefreshIsTriedAgainByTheNextCaller() {
        Queue<Runnable> background = new ArrayDeque<>();
        ViewCache<Long> cache = cache(background);
        balances.apply(move("a", 5));
        cache.get("a");
        time.pass(Duration.ofSeconds(15));
        assertThat(cache.get("a").stale()).isTrue();
        viewFaults.at(reads(), io.kvorum.integrity.fake.Fault.UNAVAILABLE);
        background.remove().run();
        assertThat(cache.get("a").stale()).isTrue();
        background.remove().run();
        assertThat(cache.get("a").stale()).isFalse();
    }

    @Test
    void onlySoManyViewsAreKept() {
        ViewCache<Long> cache = cache(new ArrayDeque<>());
        cache.get("a");
        cache.get("b");
        cache.get("c");
        int before = reads();
        cache.get("b");
        cache.get("c");
        assertThat(reads()).isEqualTo(before);
        cache.get("a");
        assertThat(reads()).isEqualTo(before + 1);
    }

    @Test
    void totalsAreTheSumsOfAllShards() {
        Totals totals = new Totals(
                "revenue",
                1,
                3,
                List.of(
                        new Totals.Counted.Adds(
                                "deposited", event -> Map.of("EUR", ProjectionFaultsTest.amount(event))),
                        new Totals.Counted.Adds(
                                "withdrawn", event -> Map.of("EUR", ProjectionFaultsTest.amount(event))),
                        new Totals.Counted.Nothing("printed")),
                updates,
                archive);
        assertThat(totals.read().sums()).isEmpty();
        for (String id : List.of("a", "b", "c", "d")) {
            totals.apply(move(id, 5));
            time.pass(Duration.ofSeconds(1));
        }
        Event last = move("a", -2);
        totals.apply(last);
        totals.apply(last);
        assertThat(totals.read().of("EUR")).isEqualTo(18);
        assertThat(totals.read().newest()).isEqualTo(last.recordedAt());
        assertThat(totals.replay(id("a"))).isEqualTo(2);
        assertThat(totals.read().of("EUR")).isEqualTo(18);
        Event tooMuch = move("e", Long.MAX_VALUE);
        assertThatThrownBy(() -> {
                    totals.apply(tooMuch);
                    Totals.Sums unused = totals.read();
                })
                .as("rather than wrong")
                .isInstanceOf(ArithmeticException.class);
    }
}

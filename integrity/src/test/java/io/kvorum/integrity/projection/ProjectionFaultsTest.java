package io.kvorum.integrity.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.Codec;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events of two accounts become views and totals, while processes die at every call of the store; they come twice, and out of order. */
class ProjectionFaultsTest {
    private static final AggregateId FIRST = new AggregateId("account", "a");
    private static final AggregateId SECOND = new AggregateId("account", "b");
    private static final List<Event> EVENTS = events();

    /** Of each account in their order. */
    private static List<Event> events() {
        FakeTagStore store = new FakeTagStore("accounts", new Faults());
        Aggregates<Int64Value, Long> accounts = Accounts.of(store, new ManualTime());
        List<Event> events = new ArrayList<>();
        for (long amount : new long[] {100, -10, 1}) {
            events.addAll(
                    accounts.execute(FIRST, amount, CommandOptions.DEFAULT).events());
            events.addAll(accounts.execute(SECOND, amount * 1_000, CommandOptions.DEFAULT)
                    .events());
        }
        return events;
    }

    static long amount(Event event) {
        return new Accounts().decode(event.payload(), 1).getValue();
    }

    /** How an instance applies an event. */
    private interface Applying {
        void apply(Reading world, Event event);
    }

    private static final class Reading implements Explorer.World {
        private final ManualTime time = new ManualTime();
        private final FakeTagStore store;
        private final FakeTagStore archive;
        private final Applying applying;
        private final List<Integer> order;
        private TagUpdates updates;

        Reading(Faults faults, Applying applying, List<Integer> order) {
            this.store = new FakeTagStore("views", faults);
            this.archive = new FakeTagStore("archive", faults);
            this.applying = applying;
            this.order = order;
            for (Event event : EVENTS) {
                archive.plant(event.id(), "event", event.encoded());
            }
            this.updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
            // Another instance applies all of them, at the wrong moment.
            store.rival = () -> {
                Projection<String> other = projection(new TagUpdates(store, TagOptions.DEFAULT.time(time)));
                EVENTS.forEach(other::apply);
            };
        }

        /** The amounts in their order, so that the order shows as well. */
        Projection<String> projection(TagUpdates of) {
            return new Projection<>(
                    new ProjectionType<>(
                            "moves",
                            1,
                            Codec.utf8(),
                            "",
                            List.of(
                                    new On.Change<>("deposited", event -> "all", (text, e) -> text + " " + amount(e)),
                                    new On.Change<>("withdrawn", event -> "all", (text, e) -> text + " " + amount(e)))),
                    of,
                    new ArchivedEvents(archive));
        }

        Totals totals() {
            return new Totals(
                    "sums",
                    1,
                    2,
                    List.of(
                            new Totals.Counted.Adds("deposited", event -> Map.of("in", amount(event))),
                            new Totals.Counted.Adds("withdrawn", event -> Map.of("out", -amount(event)))),
                    updates,
                    new ArchivedEvents(archive));
        }

        @Override
        public void run() {
            for (int number : order) {
                try {
                    applying.apply(this, EVENTS.get(number));
                } catch (KvorumException e) {
                    // It comes again.
                }
            }
        }

        @Override
        public void recover() {
            updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
            EVENTS.forEach(event -> applying.apply(this, event));
            EVENTS.forEach(event -> applying.apply(this, event));
        }

        @Override
        public void check() {
            View<String> view = projection(updates).read("all");
            List<String> moves = List.of(view.value().strip().split(" "));
            assertThat(moves.stream().filter(move -> !move.endsWith("000"))).containsExactly("100", "-10", "1");
            assertThat(moves.stream().filter(move -> move.endsWith("000"))).containsExactly("100000", "-10000", "1000");
            assertThat(view.asOf().position(FIRST)).isEqualTo(3);
            assertThat(view.asOf().position(SECOND)).isEqualTo(3);
            Totals.Sums sums = totals().read();
            assertThat(sums.of("in")).isEqualTo(101_101);
            assertThat(sums.of("out")).isEqualTo(10_010);
        }
    }

    private static final Applying RIGHT = (world, event) -> {
        world.projection(world.updates).apply(event);
        world.totals().apply(event);
    };

    private static final List<Integer> IN_ORDER = List.of(0, 1, 2, 3, 4, 5);
    /** Twice, and late ones first. */
    private static final List<Integer> SHUFFLED = List.of(4, 0, 1, 5, 1, 2, 4, 3, 0);

    private static int explore(Applying applying, List<Integer> order) {
        return Explorer.everyPair(
                faults -> new Reading(faults, applying, order),
                EnumSet.allOf(Fault.class),
                EnumSet.of(Fault.CRASH_AFTER, Fault.LATE_NAMELESS));
    }

    @Test
    void eachEventIsInEachViewOnceAndInOrderWhereverAProcessDies() {
        assertThat(explore(RIGHT, IN_ORDER)).isGreaterThan(1_000);
    }

    @Test
    void eventsThatComeTwiceAndOutOfOrderAreInOnceAndInOrder() {
        assertThat(explore(RIGHT, SHUFFLED)).isGreaterThan(1_000);
    }

    private static void isCaught(Applying mistaken, String how) {
        assertThatThrownBy(() -> {
                    int unused = Explorer.everyFault(faults -> new Reading(faults, mistaken, IN_ORDER));
                    unused = Explorer.everyFault(faults -> new Reading(faults, mistaken, SHUFFLED));
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(how);
    }

    /** What a mistaken projection does by itself. */
    private static void put(Reading world, String text, Event event, boolean value, boolean position) {
        boolean unused = world.updates.update("moves_v1-all", view -> {
            Positions positions = new Positions(view.contents());
            TagWrite write = new TagWrite();
            if (value) {
                var before = view.contents()
                        .value("view")
                        .map(ProjectionFaultsTest::parse)
                        .orElse(io.kvorum.integrity.record.ViewRecord.getDefaultInstance());
                write.put(
                        "view",
                        Bytes.of(before.toBuilder()
                                .setVersion(before.getVersion() + 1)
                                .setValue(com.google.protobuf.ByteString.copyFromUtf8(
                                        before.getValue().toStringUtf8() + text))
                                .build()
                                .toByteArray()));
            }
            if (position) {
                positions.put(write, event.aggregate(), Math.max(positions.of(event.aggregate()), event.sequence()));
            }
            return Step.write(write, true);
        });
    }

    private static io.kvorum.integrity.record.ViewRecord parse(Bytes bytes) {
        try {
            return io.kvorum.integrity.record.ViewRecord.parseFrom(bytes.array());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isIn(Reading world, Event event) {
        return new Positions(world.updates.read("moves_v1-all")).of(event.aggregate()) >= event.sequence();
    }

    /** The mistake: the position is stored after the state. */
    @Test
    void whoStoresThePositionAfterTheStateIsCaught() {
        isCaught(
                (world, event) -> {
                    if (!isIn(world, event)) {
                        put(world, " " + amount(event), event, true, false);
                        put(world, "", event, false, true);
                    }
                    world.totals().apply(event);
                },
                "100");
    }

    /** The mistake: the position is stored before the state. */
    @Test
    void whoStoresThePositionBeforeTheStateIsCaught() {
        isCaught(
                (world, event) -> {
                    if (!isIn(world, event)) {
                        put(world, "", event, false, true);
                        put(world, " " + amount(event), event, true, false);
                    }
                    world.totals().apply(event);
                },
                "100");
    }

    /** The mistake: an event that comes too early is applied, and those before it are taken for old. */
    @Test
    void whoPassesOverGapsIsCaught() {
        isCaught(
                (world, event) -> {
                    if (!isIn(world, event)) {
                        put(world, " " + amount(event), event, true, true);
                    }
                    world.totals().apply(event);
                },
                "100");
    }
}

package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Consumers of all partitions of a bucket, and what they must have been shown in the end. */
final class FeedConsumers {
    private static final long SECOND = 1_000_000_000L;
    private static final int RUNS_PERCENT = 60;
    private static final int FORK = 77;

    private final SimWorld world;
    private final List<FeedConsumer> consumers = new ArrayList<>();
    private final Bucket bucket;

    /** In some of the runs there are none. */
    FeedConsumers(SimWorld world, Coverage coverage, String name) {
        this.world = world;
        Topology topology = world.topology();
        this.bucket = topology.bucket(name).orElseThrow();
        SimRandom random = new SimRandom(world.config().seed()).fork(FORK);
        if (random.chance(RUNS_PERCENT)) {
            for (int partition = 0; partition < topology.partitionCount(); partition++) {
                if (topology.hasPartition(bucket, partition)) {
                    consumers.add(new FeedConsumer(world, coverage, random.fork(partition), bucket, partition));
                }
            }
        }
    }

    void start() {
        consumers.forEach(FeedConsumer::start);
    }

    /**
     * All is quiet: each asks until nothing is left, and then has what the replicas have.
     *
     * @param excused the names of keys of which a row vanished among other faults: its loss may have spread without a change
     */
    void judge(Set<String> excused) {
        consumers.forEach(FeedConsumer::drainAnew);
        boolean drained =
                world.runWhile(() -> !consumers.stream().allMatch(FeedConsumer::isDrained), world.now() + 120 * SECOND);
        if (!world.violations().isEmpty()) {
            return;
        }
        if (!drained) {
            world.violate(Violation.Kind.FEED_MISSED, "", "the consumers of changes do not come to an end");
            return;
        }
        consumers.forEach(FeedConsumer::stop);
        List<Inspector.View> views =
                world.nodes().stream().map(Inspector::running).toList();
        SortedMap<RowKey, SortedSet<WriteId>> held = held(views);
        for (FeedConsumer consumer : consumers) {
            DotSet clock = DotSet.EMPTY;
            for (Inspector.View view : views) {
                clock = clock.join(view.clock(consumer.partition()));
            }
            // Their rows went without a change: the sum of them is one.
            Predicate<RowKey> folded = key -> views.stream().anyMatch(view -> view.isFolded(key));
            compare(consumer, held, folded, clock, excused);
            judgeDurability(consumer, clock);
        }
    }

    private SortedMap<RowKey, SortedSet<WriteId>> held(List<Inspector.View> views) {
        SortedMap<RowKey, SortedSet<WriteId>> held = new TreeMap<>();
        for (Inspector.View view : views) {
            view.rows().forEach((key, row) -> {
                if (key.bucket() == bucket.id() && !row.versions().isEmpty()) {
                    NavigableSet<WriteId> ids = new TreeSet<>();
                    row.versions().stream().map(Version::writeId).forEach(ids::add);
                    held.put(key, ids);
                }
            });
        }
        return held;
    }

    private void judgeDurability(FeedConsumer consumer, DotSet clock) {
        for (FeedConsumer.Seen seen : consumer.everShown()) {
            if (!isKnownOrLostWithItsDisk(seen, clock)) {
                world.violate(
                        Violation.Kind.FEED_WENT_BACK,
                        "",
                        "the consumer of partition " + consumer.partition() + " was shown " + seen.dot() + " by node "
                                + seen.node() + ", and nobody knows of it any more");
            }
        }
    }

    private boolean isKnownOrLostWithItsDisk(FeedConsumer.Seen seen, DotSet clock) {
        return clock.contains(seen.dot()) || world.harm().hasLostItsDisk(seen.node());
    }

    private void compare(
            FeedConsumer consumer,
            SortedMap<RowKey, SortedSet<WriteId>> held,
            Predicate<RowKey> folded,
            DotSet clock,
            Set<String> excused) {
        SortedSet<RowKey> keys = new TreeSet<>(held.keySet());
        keys.removeIf(key -> world.topology().partitionOf(bucket, key.key()) != consumer.partition());
        keys.addAll(consumer.shown().keySet());
        keys.removeIf(key -> folded.test(key));
        for (RowKey key : keys) {
            SortedSet<WriteId> shown = new TreeSet<>();
            consumer.shown().getOrDefault(key, new TreeMap<>()).forEach((id, seen) -> {
                // Else it was lost with the only disk that had it, and nobody is left who could tell.
                if (clock.contains(seen.dot()) || !isKnownOrLostWithItsDisk(seen, clock)) {
                    shown.add(id);
                }
            });
            SortedSet<WriteId> there = held.getOrDefault(key, new TreeSet<>());
            String name = Fingerprints.name(key);
            if (!shown.equals(there) && !excused.contains(name)) {
                world.violate(
                        Violation.Kind.FEED_MISSED,
                        name,
                        "the consumer of partition " + consumer.partition() + " was shown " + shown
                                + " last, the replicas hold " + there);
                return;
            }
        }
    }
}

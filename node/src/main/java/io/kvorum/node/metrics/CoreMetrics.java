package io.kvorum.node.metrics;

import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.message.RowKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one shard's core counts, as Prometheus reads it. Written by the shard's thread, read by any. */
final class CoreMetrics implements CoreMeter {
    private static final Logger LOG = LoggerFactory.getLogger(CoreMetrics.class);
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<RepairReason, Counter> repairs = new EnumMap<>(RepairReason.class);
    private final Map<Integer, AtomicLong> missing = new TreeMap<>();
    private final DistributionSummary siblings;
    private static final Duration[] CONSISTENCY = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Duration.ofHours(1)
    };

    private final Map<String, Timer> consistency = new TreeMap<>();
    /** Counted from the start until all were compared once. */
    private final AtomicLong verifiedMillis = new AtomicLong(System.currentTimeMillis());

    private final AtomicLong feedWaits = new AtomicLong();
    private final AtomicLong damagedRows = new AtomicLong();
    private final Counter notWatched;
    private final Counter treeRepairs;
    private final Counter damage;
    private final Counter rowsReplaced;
    private final Counter leavesCorrected;
    private final Counter expired;
    private final Counter folds;
    private final Counter registersRenewed;
    private final Counter tombstonesDropped;

    CoreMetrics(MeterRegistry registry, int shard) {
        this.registry = registry;
        this.tags = Tags.of("shard", Integer.toString(shard));
        for (RepairReason reason : RepairReason.values()) {
            repairs.put(
                    reason,
                    Counter.builder("kvorum.read.repairs")
                            .description("Rows that reads wrote to replicas which lacked something")
                            .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
                            .register(registry));
        }
        treeRepairs =
                counter("kvorum.tree.repairs", "Rows merged after the comparison of trees had found them to differ");
        notWatched = counter(
                "kvorum.consistency.unwatched",
                "Acknowledged writes of which it was not measured when their last replica had them");
        Gauge.builder("kvorum.verified.age.seconds", verifiedMillis, CoreMetrics::age)
                .description("Since when every partition was found equal at all replicas that this node compares")
                .tags(tags)
                .register(registry);
        Gauge.builder("kvorum.feed.waits", feedWaits, AtomicLong::get)
                .description("Consumers that wait for changes")
                .tags(tags)
                .register(registry);
        Gauge.builder("kvorum.damaged.rows", damagedRows, AtomicLong::get)
                .description("Rows that do not fit their checksum and wait to be replaced from the other replicas")
                .tags(tags)
                .register(registry);
        rowsReplaced = counter(
                "kvorum.rows.replaced",
                "Rows that did not fit their checksum and were replaced from the other replicas");
        damage = counter("kvorum.damage", "Rows of which this node had lost versions and got them back");
        expired = counter("kvorum.ttl.removed", "Keys of which this node has removed versions whose ttl was over");
        folds = counter("kvorum.counter.folds", "Sums of older increments that this node has written in their place");
        registersRenewed = counter(
                "kvorum.registers.renewed", "Rounds that brought a register to replicas which had missed its value");
        tombstonesDropped =
                counter("kvorum.tombstones.dropped", "Tombstones of registers dropped, as all replicas had them");
        leavesCorrected =
                counter("kvorum.leaves.corrected", "Leaves of Merkle trees that did not say what the rows said");
        siblings = DistributionSummary.builder("kvorum.siblings")
                .description("Live versions that a read of an existing key has shown")
                .tags(tags)
                .serviceLevelObjectives(1, 2, 3, 4, 8, 16, 32)
                .register(registry);
    }

    private static double age(AtomicLong sinceMillis) {
        return Math.max(0, System.currentTimeMillis() - sinceMillis.get()) / 1000.0;
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    @Override
    public void consistent(String bucket, long nanos) {
        consistency
                .computeIfAbsent(
                        bucket,
                        name -> Timer.builder("kvorum.consistency")
                                .description("From the acknowledgement of a write until its last replica has it")
                                .tags("bucket", name)
                                .serviceLevelObjectives(CONSISTENCY)
                                .register(registry))
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void consistencyNotWatched() {
        notWatched.increment();
    }

    @Override
    public void oldestVerified(long millis) {
        if (millis > 0) {
            verifiedMillis.set(millis);
        }
    }

    @Override
    public void feedWaits(int waits) {
        feedWaits.set(waits);
    }

    @Override
    public void registerRenewed() {
        registersRenewed.increment();
    }

    @Override
    public void tombstoneDropped() {
        tombstonesDropped.increment();
    }

    @Override
    public void expired() {
        expired.increment();
    }

    @Override
    public void folded() {
        folds.increment();
    }

    @Override
    public void treeRepair() {
        treeRepairs.increment();
    }

    @Override
    public void damage(int partition, RowKey key) {
        LOG.warn(
                "Restored from another replica what this node had lost: partition={} bucket={} key={}",
                partition,
                key.bucket(),
                key.key());
        damage.increment();
    }

    @Override
    public void rowDamaged(int partition, RowKey key) {
        LOG.error(
                "A stored row does not fit its checksum; nothing is said about its key until the other replicas have"
                        + " replaced it: partition={} bucket={} key={}",
                partition,
                key.bucket(),
                key.key());
    }

    @Override
    public void rowReadWhole(int partition, RowKey key) {
        LOG.warn(
                "A row that did not fit its checksum is read whole now: check the node's memory, and what connects the"
                        + " disk: partition={} bucket={} key={}",
                partition,
                key.bucket(),
                key.key());
    }

    @Override
    public void rowReplaced(int partition, RowKey key, List<WriteId> givenUp) {
        LOG.warn(
                "Replaced a damaged row by what the other replicas have: partition={} bucket={} key={}; writes that"
                        + " reached no other replica and are lost: {}",
                partition,
                key.bucket(),
                key.key(),
                givenUp);
        rowsReplaced.increment();
    }

    @Override
    public void damagedRows(int rows) {
        damagedRows.set(rows);
    }

    @Override
    public void leafCorrected(int partition) {
        LOG.warn("A leaf of the Merkle tree did not say what the rows say: partition={}", partition);
        leavesCorrected.increment();
    }

    @Override
    public void readRepair(RepairReason reason) {
        Counter counter = repairs.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void read(int shown) {
        if (shown > 0) {
            siblings.record(shown);
        }
    }

    @Override
    public void missingDots(int peer, long dots) {
        missing.computeIfAbsent(peer, this::gauge).set(dots);
    }

    private AtomicLong gauge(int peer) {
        AtomicLong value = new AtomicLong();
        Gauge.builder("kvorum.peer.missing.dots", value, AtomicLong::get)
                .description("Dots that the peer is known to have and this shard to lack")
                .tags(tags.and("peer", Integer.toString(peer)))
                .register(registry);
        return value;
    }
}

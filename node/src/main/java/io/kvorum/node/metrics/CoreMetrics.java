package io.kvorum.node.metrics;

import io.kvorum.replication.core.CoreMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What one shard's core counts, as Prometheus reads it. Written by the shard's thread, read by any. */
final class CoreMetrics implements CoreMeter {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<RepairReason, Counter> repairs = new EnumMap<>(RepairReason.class);
    private final Map<Integer, AtomicLong> missing = new TreeMap<>();
    private final DistributionSummary siblings;

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
        siblings = DistributionSummary.builder("kvorum.siblings")
                .description("Live versions that a read of an existing key has shown")
                .tags(tags)
                .serviceLevelObjectives(1, 2, 3, 4, 8, 16, 32)
                .register(registry);
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

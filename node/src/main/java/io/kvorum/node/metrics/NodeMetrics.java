package io.kvorum.node.metrics;

import io.kvorum.node.peer.PeerMeter;
import io.kvorum.node.serve.RequestMeter;
import io.kvorum.node.shard.ShardMeter;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.request.ClientReply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** All metrics of one node. Thread-safe; on the hot path a look-up and an addition. */
public final class NodeMetrics implements PeerMeter, RequestMeter, AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(200_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> skews = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Timer fsync = Timer.builder("kvorum.fsync")
            .description("Time of one fsync of the log")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    private final Counter unmet = counter("kvorum.quorum.unmet", "Requests whose level was not reached", Tags.empty());
    private final Counter unknown =
            counter("kvorum.outcome.unknown", "Requests of which nobody knows whether they were applied", Tags.empty());
    private final Counter rejected = counter("kvorum.rejected", "Requests refused because of a limit", Tags.empty());

    public NodeMetrics() {
        Gauge.builder("kvorum.client.connections", connections, AtomicInteger::get)
                .description("Open connections of clients")
                .register(registry);
    }

    /** What Prometheus reads. */
    public String scrape() {
        return registry.scrape();
    }

    /** A value that is looked up when it is read. */
    public void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    public void fsynced(long nanos) {
        fsync.record(Duration.ofNanos(nanos));
    }

    /** The meter of one shard. */
    public ShardMeter shard(int shard) {
        Tags tags = Tags.of("shard", Integer.toString(shard));
        DistributionSummary batch = DistributionSummary.builder("kvorum.batch")
                .baseUnit("bytes")
                .description("Size of one committed batch")
                .tags(tags)
                .serviceLevelObjectives(256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304)
                .register(registry);
        DistributionSummary events = DistributionSummary.builder("kvorum.drain.events")
                .description("Events stepped in one drain of the inbox")
                .tags(tags)
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
                .register(registry);
        Timer drain = Timer.builder("kvorum.drain")
                .description("Time of one drain of the inbox")
                .tags(tags)
                .register(registry);
        Counter expired = counter("kvorum.expired", "Requests whose deadline passed in the inbox", tags);
        return new ShardMeter() {
            @Override
            public void committed(long bytes) {
                batch.record((double) bytes);
            }

            @Override
            public void drained(int count, long nanos) {
                events.record(count);
                drain.record(Duration.ofNanos(nanos));
            }

            @Override
            public void expired() {
                expired.increment();
            }
        };
    }

    /** The meter of one shard's core. */
    public CoreMeter core(int shard) {
        return new CoreMetrics(registry, shard);
    }

    /** Gauges of what a shard's core says about itself. */
    public void shardState(int shard, Supplier<ClientReply.ShardState> state) {
        stateGauge("kvorum.partitions", "Partitions owned", shard, state, ClientReply.ShardState::partitions);
        stateGauge(
                "kvorum.partitions.unconfirmed",
                "Partitions not yet allowed to mint dots",
                shard,
                state,
                ClientReply.ShardState::unconfirmed);
        stateGauge(
                "kvorum.partitions.not.voting",
                "Partitions with keys of strong buckets in which this node does not vote yet",
                shard,
                state,
                ClientReply.ShardState::notVoting);
        stateGauge("kvorum.log.entries", "Entries of the dot logs", shard, state, ClientReply.ShardState::logEntries);
        stateGauge("kvorum.hints.pending", "Hints waiting", shard, state, ClientReply.ShardState::hints);
        stateGauge(
                "kvorum.hints.set.aside",
                "Hints that came too late for their window",
                shard,
                state,
                ClientReply.ShardState::setAsideHints);
        stateGauge(
                "kvorum.missing.dots",
                "Dots known to be missing here",
                shard,
                state,
                ClientReply.ShardState::missingDots);
        stateGauge(
                "kvorum.pending.requests",
                "Requests being coordinated",
                shard,
                state,
                ClientReply.ShardState::pendingRequests);
        gauge(
                "kvorum.hints.oldest.age.seconds",
                "Age of the oldest hint",
                Tags.of("shard", Integer.toString(shard)),
                () -> age(state.get().oldestHintMillis()));
        gauge(
                "kvorum.as.of.age.seconds",
                "Time since which every partition is known to be complete",
                Tags.of("shard", Integer.toString(shard)),
                () -> age(state.get().minAsOfMillis()));
    }

    private static double age(long sinceMillis) {
        return sinceMillis == 0 ? 0 : Math.max(0, System.currentTimeMillis() - sinceMillis) / 1000.0;
    }

    private void stateGauge(
            String name,
            String description,
            int shard,
            Supplier<ClientReply.ShardState> state,
            ToLongFunction<ClientReply.ShardState> value) {
        gauge(name, description, Tags.of("shard", Integer.toString(shard)), () -> value.applyAsLong(state.get()));
    }

    @Override
    public void answered(String operation, String outcome, boolean outcomeUnknown, long nanos) {
        requests.computeIfAbsent(
                        operation + ' ' + outcome,
                        key -> Timer.builder("kvorum.requests")
                                .description("Requests of clients, from the frame to the answer")
                                .tags(
                                        "operation",
                                        operation,
                                        "kind",
                                        "eventual",
                                        "outcome",
                                        outcome,
                                        "role",
                                        "coordinator")
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry))
                .record(Duration.ofNanos(nanos));
        if (outcomeUnknown) {
            unknown.increment();
        }
        switch (outcome) {
            case "unavailable" -> unmet.increment();
            case "overloaded", "too_many_siblings" -> rejected.increment();
            default -> {}
        }
    }

    @Override
    public void connections(int change) {
        connections.addAndGet(change);
    }

    @Override
    public void dropped(int node, Dropped why) {
        String reason = why.name().toLowerCase(Locale.ROOT);
        counters.computeIfAbsent(
                        "dropped " + node + reason,
                        key -> counter(
                                "kvorum.peer.dropped.messages",
                                "Messages between nodes that were dropped",
                                Tags.of("peer", Integer.toString(node), "reason", reason)))
                .increment();
    }

    @Override
    public void sent(int node, int messages, int bytes) {
        traffic("sent", node, messages, bytes);
    }

    @Override
    public void received(int node, int messages, int bytes) {
        traffic("received", node, messages, bytes);
    }

    private void traffic(String direction, int node, int messages, int bytes) {
        Tags tags = Tags.of("peer", Integer.toString(node));
        counters.computeIfAbsent(
                        direction + " messages " + node,
                        key -> counter("kvorum.peer." + direction + ".messages", "Messages " + direction, tags))
                .increment(messages);
        counters.computeIfAbsent(
                        direction + " bytes " + node,
                        key -> counter("kvorum.peer." + direction + ".bytes", "Bytes of messages " + direction, tags))
                .increment(bytes);
    }

    @Override
    public void skew(int node, long millis) {
        skews.computeIfAbsent(node, key -> {
                    AtomicLong skew = new AtomicLong();
                    gauge(
                            "kvorum.peer.clock.skew.seconds",
                            "How far the peer's clock is ahead",
                            Tags.of("peer", Integer.toString(node)),
                            () -> skew.get() / 1000.0);
                    return skew;
                })
                .set(millis);
    }

    /** The last known skew; 0 if none is. */
    public long skewMillis(int node) {
        AtomicLong skew = skews.get(node);
        return skew == null ? 0 : skew.get();
    }

    @Override
    public void refused(String code) {
        counters.computeIfAbsent(
                        "refused " + code,
                        key -> counter(
                                "kvorum.peer.refused.handshakes",
                                "Handshakes between nodes that were refused",
                                Tags.of("code", code.toLowerCase(Locale.ROOT))))
                .increment();
    }

    @Override
    public void close() {
        registry.close();
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }
}

package io.kvorum.node.config;

import io.kvorum.replication.core.Limits;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The core's limits as settings: one for each component of {@link Limits} that is none of the format, durations in milliseconds. */
final class CoreLimits {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("maxKeyBytes", "Longest key."),
            Map.entry("maxValueBytes", "Largest value."),
            Map.entry("maxSiblings", "Most siblings of a key that a bucket may allow."),
            Map.entry("maxRowBytes", "Largest row: all siblings of a key with their context."),
            Map.entry("maxContextBytes", "Largest context that a client may send."),
            Map.entry("maxPendingRequests", "Requests that a shard coordinates at one time."),
            Map.entry("maxLogEntriesPerPartition", "Entries of a partition's dot log."),
            Map.entry("maxHintsPerNode", "Hints kept for one unreachable node."),
            Map.entry("hintsPerTick", "Hints delivered per interval and shard."),
            Map.entry("exchangePageBytes", "Size of one page of a clock exchange."),
            Map.entry("exchangePageDots", "Dots in one page of a clock exchange."),
            Map.entry("housekeepingWork", "Entries looked at and writes made in one step of housekeeping."),
            Map.entry("maxFeedWaits", "Consumers of changes that wait for one at the same time, of each shard."),
            Map.entry("maxRowsPerLeaf", "Rows of one leaf of a partition's Merkle tree; with more it is split."),
            Map.entry("writeIdWindow", "How long after its issue a write id is recognised, so that retries are safe."),
            Map.entry("maxClockSkew", "A client or peer whose clock is further away is refused."),
            Map.entry("readHedgeDelay", "A read asks another replica after this time."),
            Map.entry("exchangeInterval", "Time between two clock exchanges."),
            Map.entry("exchangeRefresh", "A partition whose clock did not change is compared this often."),
            Map.entry("exchangeTimeout", "An exchange without an answer is given up after this time."),
            Map.entry("hintInterval", "Time between two deliveries of hints."),
            Map.entry("pruneInterval", "Time between two rounds of pruning."),
            Map.entry("topologyInterval", "Time between two comparisons of topologies."),
            Map.entry("treeInterval", "Time between two comparisons of a partition's Merkle trees."),
            Map.entry(
                    "treeConfirmDelay",
                    "Rows that look different are compared after this time, when writes have arrived."),
            Map.entry("scrubInterval", "Time in which every stored row is read and checked once."));

    /** No settings: nodes store what they come to, and must have them in common for good. */
    private static final Set<String> OF_THE_FORMAT = Set.of("foldInterval");

    private CoreLimits() {}

    static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (RecordComponent component : settable()) {
            settings.add(new Setting(
                    name(component),
                    Setting.Type.NUMBER,
                    Optional.of(Long.toString(fallback(component))),
                    1,
                    component.getType() == int.class
                            ? Integer.MAX_VALUE
                            : Duration.ofDays(365).toMillis(),
                    DESCRIPTIONS.getOrDefault(component.getName(), "A limit of the core.")));
        }
        return settings;
    }

    /** The components that have settings. */
    static List<RecordComponent> settable() {
        return Arrays.stream(Limits.class.getRecordComponents())
                .filter(component -> !OF_THE_FORMAT.contains(component.getName()))
                .toList();
    }

    /** Every component has its own sentence on the reference page. */
    static boolean isDescribed(RecordComponent component) {
        return DESCRIPTIONS.containsKey(component.getName());
    }

    static Limits build(ToLongFunction<String> value) {
        RecordComponent[] components = Limits.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            long number = OF_THE_FORMAT.contains(components[i].getName())
                    ? fallback(components[i])
                    : value.applyAsLong(name(components[i]));
            types[i] = components[i].getType();
            arguments[i] = types[i] == int.class ? (Object) Math.toIntExact(number) : Duration.ofMillis(number);
        }
        try {
            return Limits.class.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new ConfigException("The limits contradict each other: " + e.getCause(), e);
        }
    }

    private static String name(RecordComponent component) {
        return "limits." + component.getName() + (component.getType() == int.class ? "" : "Millis");
    }

    private static long fallback(RecordComponent component) {
        try {
            Object value = component.getAccessor().invoke(Limits.DEFAULTS);
            return value instanceof Duration duration ? duration.toMillis() : ((Number) value).longValue();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a component of Limits cannot be read", e);
        }
    }
}

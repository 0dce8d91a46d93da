package io.kvorum.integrity.projection;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.client.Codec;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.record.TotalsRecord;
import io.kvorum.integrity.tag.TagUpdates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Sums that are kept from events: how much, by name. They are a projection whose views are shards, by the aggregate: so they are exact under
 * repeats, and several writers do not wait for each other. Safe for use by many threads.
 */
public final class Totals {
    private final Projection<SortedMap<String, Long>> shards;
    private final int count;

    /** What an event of some type adds. */
    public sealed interface Counted {
        /** See {@link Event#type}. */
        String eventType();

        /** @param amounts by the name of the sum; may be negative. Pure */
        record Adds(String eventType, Function<Event, Map<String, Long>> amounts) implements Counted {}

        record Nothing(String eventType) implements Counted {}
    }

    /**
     * All sums.
     *
     * @param sums by name, without those that are 0
     * @param newest when the newest event that is in them was recorded; to be shown. Each shard is of an instant of its own
     */
    public record Sums(SortedMap<String, Long> sums, Instant newest) {
        /** 0 if nothing was added. */
        public long of(String name) {
            return sums.getOrDefault(name, 0L);
        }
    }

    /**
     * Declares sums.
     *
     * @param name see {@link ProjectionType}
     * @param version another one if something else is counted, or shards are more or fewer
     * @param shards from 1 to 1,024: a tag of some 20,000 aggregates has 1 MiB, which each event of one of them rewrites
     * @param counted one for each event type that can come
     */
    public Totals(String name, int version, int shards, List<Counted> counted, TagUpdates updates, EventLog log) {
        if (shards < 1 || shards > 1_024) {
            throw new IllegalArgumentException("from 1 to 1,024 shards, not " + shards);
        }
        this.count = shards;
        List<On<SortedMap<String, Long>>> handlers = new ArrayList<>();
        for (Counted one : counted) {
            handlers.add(
                    switch (one) {
                        case Counted.Adds adds ->
                            new On.Change<>(
                                    adds.eventType(),
                                    event -> shard(event.aggregate()),
                                    (sums, event) -> plus(sums, adds.amounts().apply(event)));
                        case Counted.Nothing nothing -> new On.Ignored<>(nothing.eventType());
                    });
        }
        this.shards = new Projection<>(
                new ProjectionType<>(
                        name, version, Codec.of(Totals::encode, Totals::decode), new TreeMap<>(), handlers),
                updates,
                log);
    }

    private String shard(AggregateId aggregate) {
        return Integer.toString(Math.floorMod(aggregate.tag().hashCode(), count));
    }

    /** @throws ArithmeticException if a sum does not fit 64 bits: it is not applied, rather than wrong */
    private static SortedMap<String, Long> plus(SortedMap<String, Long> sums, Map<String, Long> amounts) {
        SortedMap<String, Long> more = new TreeMap<>(sums);
        amounts.forEach((name, amount) -> more.merge(name, amount, Math::addExact));
        more.values().removeIf(sum -> sum == 0);
        return more;
    }

    private static Bytes encode(SortedMap<String, Long> sums) {
        return Bytes.of(TotalsRecord.newBuilder().putAllSums(sums).build().toByteArray());
    }

    private static SortedMap<String, Long> decode(Bytes bytes) {
        try {
            return new TreeMap<>(TotalsRecord.parseFrom(bytes.array()).getSumsMap());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a shard of totals holds something else", e);
        }
    }

    /** As {@link Projection#apply}. */
    public void apply(Event event) {
        shards.apply(event);
    }

    /** As {@link Projection#replay}. */
    public long replay(AggregateId source) {
        return shards.replay(source);
    }

    /** By one linearizable read of each shard. @throws KvorumException if one does not answer */
    public Sums read() {
        SortedMap<String, Long> sums = new TreeMap<>();
        Instant newest = Instant.EPOCH;
        for (int shard = 0; shard < count; shard++) {
            View<SortedMap<String, Long>> view = shards.read(Integer.toString(shard));
            sums = plus(sums, view.value());
            newest = view.asOf().newest().isAfter(newest) ? view.asOf().newest() : newest;
        }
        return new Sums(sums, newest);
    }
}

package io.kvorum.integrity.projection;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.record.PositionMark;
import io.kvorum.integrity.record.PositionShard;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagWrite;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Up to which number the events of each aggregate are in a view: {@value #SHARDS} keys {@code positions-N}, by the hash of the aggregate, so that a
 * write carries few of them. They are never removed: as long as the view is there it knows what it has heard.
 */
final class Positions {
    private static final int SHARDS = 64;
    private static final String PREFIX = "positions-";

    private final TagContents contents;

    Positions(TagContents contents) {
        this.contents = contents;
    }

    private static String shard(AggregateId aggregate) {
        return PREFIX
                + String.format(
                        Locale.ROOT, "%03d", Math.floorMod(aggregate.tag().hashCode(), SHARDS));
    }

    private static PositionShard parse(Bytes bytes) {
        try {
            return PositionShard.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a key '" + PREFIX + "…' holds something that is no position", e);
        }
    }

    private PositionShard shard(String name) {
        return contents.value(name).map(Positions::parse).orElse(PositionShard.getDefaultInstance());
    }

    /** 0: none of its events is in. */
    long of(AggregateId aggregate) {
        return shard(shard(aggregate)).getMarksList().stream()
                .filter(mark -> mark.getAggregate().equals(aggregate.tag()))
                .mapToLong(PositionMark::getSequence)
                .findFirst()
                .orElse(0);
    }

    void put(TagWrite write, AggregateId aggregate, long sequence) {
        String name = shard(aggregate);
        PositionShard.Builder shard = shard(name).toBuilder();
        int own = 0;
        while (own < shard.getMarksCount()
                && !shard.getMarks(own).getAggregate().equals(aggregate.tag())) {
            own++;
        }
        if (own == shard.getMarksCount()) {
            shard.addMarks(PositionMark.newBuilder().setAggregate(aggregate.tag()));
        }
        shard.getMarksBuilder(own).setSequence(sequence);
        write.put(name, Bytes.of(shard.build().toByteArray()));
    }

    Map<String, Long> all() {
        Map<String, Long> all = new HashMap<>();
        contents.startingWith(PREFIX)
                .values()
                .forEach(entry -> parse(entry.value())
                        .getMarksList()
                        .forEach(mark -> all.put(mark.getAggregate(), mark.getSequence())));
        return all;
    }
}

package io.kvorum.commerce.store;

import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.record.DirectoryShard;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.projection.On;
import io.kvorum.integrity.projection.Projection;
import io.kvorum.integrity.projection.ProjectionType;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The list of all aggregates of some types, kept from their first events: what reconciliation and rebuilds go through, for nothing lists keys. It is
 * spread over {@value #SHARDS} views; each holds some 10,000 aggregates. Safe for use by many threads.
 */
public final class Directory {
    private static final int SHARDS = 64;
    private static final int VERSION = 1;

    private final Projection<DirectoryShard> shards;

    /**
     * A list.
     *
     * @param name see {@link ProjectionType}
     * @param all types of events that can come
     * @param first those with which an aggregate can begin
     */
    public Directory(String name, List<String> all, Set<String> first, TagUpdates views, EventLog archive) {
        List<On<DirectoryShard>> handlers = new ArrayList<>();
        for (String type : all) {
            handlers.add(
                    first.contains(type)
                            ? new On.Change<>(type, event -> shard(event.aggregate()), Directory::add)
                            : new On.Ignored<>(type));
        }
        this.shards = new Projection<>(
                new ProjectionType<>(
                        name,
                        VERSION,
                        ProtoType.codec(DirectoryShard.parser()),
                        DirectoryShard.getDefaultInstance(),
                        handlers),
                views,
                archive);
    }

    private static String shard(AggregateId aggregate) {
        return Integer.toString(Math.floorMod(aggregate.tag().hashCode(), SHARDS));
    }

    private static DirectoryShard add(DirectoryShard shard, Event event) {
        return event.sequence() == 1
                ? shard.toBuilder().addTags(event.aggregate().tag()).build()
                : shard;
    }

    /** As {@link Projection#apply}. */
    public void apply(Event event) {
        shards.apply(event);
    }

    /** All that were told of by now, by one linearizable read of each shard. @throws io.kvorum.client.KvorumException if one does not answer */
    public List<AggregateId> list() {
        List<AggregateId> all = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            shards.read(Integer.toString(shard)).value().getTagsList().forEach(tag -> all.add(AggregateId.ofTag(tag)));
        }
        return all;
    }
}

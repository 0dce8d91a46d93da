package io.kvorum.antientropy;

import io.kvorum.replication.core.Core;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.topology.Topology;

/** Assembles the handlers of replication and anti-entropy into the core of one shard. */
public final class ShardCore implements Core {
    public ShardCore(ShardConfig config, Topology topology, Storage storage) {}

    @Override
    public void start(Time now, Effects effects) {}

    @Override
    public void step(Event event, Time now, Effects effects) {}
}

package io.kvorum.node;

import io.kvorum.node.metrics.NodeMetrics;
import io.kvorum.node.peer.PeerNetwork;
import io.kvorum.node.shard.ShardDriver;
import io.kvorum.node.storage.RocksStore;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** The gauges of a node's queues and store. */
final class NodeGauges {
    private NodeGauges() {}

    static void register(
            NodeMetrics metrics, List<ShardDriver> shards, PeerNetwork network, StatusPoller poller, RocksStore store) {
        for (int shard = 0; shard < shards.size(); shard++) {
            int index = shard;
            ShardDriver driver = shards.get(shard);
            Tags tags = Tags.of("shard", Integer.toString(shard));
            metrics.gauge("kvorum.inbox.requests", "Requests that wait for the shard", tags, driver::waitingCalls);
            metrics.gauge("kvorum.inbox.messages", "Messages that wait for the shard", tags, driver::waitingMessages);
            metrics.gauge("kvorum.open.requests", "Requests that the core has not answered", tags, driver::openCalls);
            metrics.shardState(shard, () -> poller.state(index));
        }
        for (int node : network.nodes()) {
            Tags tags = Tags.of("peer", Integer.toString(node));
            metrics.gauge("kvorum.peer.up", "1 if connected", tags, () -> network.isUp(node) ? 1 : 0);
            metrics.gauge(
                    "kvorum.peer.queue.bytes",
                    "Messages that wait for the peer",
                    tags,
                    () -> network.queuedBytes(node));
        }
        property(metrics, store, "kvorum.rocksdb.memtable.bytes", "rocksdb.cur-size-all-mem-tables");
        property(metrics, store, "kvorum.rocksdb.table.bytes", "rocksdb.live-sst-files-size");
        property(metrics, store, "kvorum.rocksdb.keys", "rocksdb.estimate-num-keys");
        property(
                metrics, store, "kvorum.rocksdb.pending.compaction.bytes", "rocksdb.estimate-pending-compaction-bytes");
    }

    private static void property(NodeMetrics metrics, RocksStore store, String name, String property) {
        metrics.gauge(name, "RocksDB's " + property, Tags.empty(), () -> store.property(property));
    }
}

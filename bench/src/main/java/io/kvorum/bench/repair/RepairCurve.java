package io.kvorum.bench.repair;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.node.storage.RocksStorage;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.ApplyMutation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.TreeState;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What two replicas send each other to find and mend so many rows that one of them has lost without knowing, and what it takes to send
 * all rows. The cores and codecs are those of nodes; sockets and clocks are not there, so the numbers are the same in each run.
 */
public final class RepairCurve implements AutoCloseable {
    private static final String BUCKET = "curve";
    private static final int SLOTS = 256;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MAX_TICKS = 20_000;
    /** Until logs have forgotten what was written. */
    private static final Duration PAST_THE_WINDOW = Duration.ofMinutes(12);

    private final int keys;
    private final Topology topology;
    private final Bucket bucket;
    private final ReplicaPair pair;
    private final Path folder;

    /**
     * A point of the curve.
     *
     * @param differing rows that one side had lost
     * @param restored rows that came back
     */
    public record Point(long differing, long restored, long messages, long bytes) {}

    /** @param folder for the data of both; empty */
    public RepairCurve(int keys, int valueBytes, Path folder) {
        this.keys = keys;
        this.folder = folder;
        List<NodeInfo> nodes = List.of(
                new NodeInfo(1, "n1", "10.0.0.1:7400", "z1", "home"),
                new NodeInfo(2, "n2", "10.0.0.2:7400", "z2", "home"));
        Topology founded = Topologies.found("curve", SLOTS, nodes);
        this.topology =
                ((BucketChange.Changed) Topologies.createBucket(founded, BUCKET, Map.of("placement", "2"))).topology();
        this.bucket = topology.bucket(BUCKET).orElseThrow();
        this.pair = new ReplicaPair(topology, folder);
        pair.advance(TICK.multipliedBy(5));
        load(valueBytes);
        pair.advance(PAST_THE_WINDOW);
    }

    private RowKey key(int number) {
        return new RowKey(bucket.id(), Bytes.ofUtf8("key" + number));
    }

    private int partition(RowKey key) {
        return topology.partitionOf(bucket, key.key());
    }

    private void load(int valueBytes) {
        long[] counters = new long[topology.partitionCount()];
        Actor author = Actor.of(3, 1);
        Bytes value = Bytes.of(new byte[valueBytes]);
        for (int i = 0; i < keys; i++) {
            RowKey key = key(i);
            int partition = partition(key);
            Mutation mutation = new Mutation(
                    new Dot(author, ++counters[partition]),
                    new WriteId(1, i + 1, pair.wallMillis()),
                    i,
                    Optional.of(value),
                    CausalContext.EMPTY);
            pair.arrive(1, new ApplyMutation(i, partition, key, mutation));
            pair.arrive(2, new ApplyMutation(i, partition, key, mutation));
        }
    }

    /** The second replica loses so many rows, evenly spread, and reads all that it has; then both compare until they are equal. */
    public Point lost(int differing) {
        RocksStorage rows = pair.storage(2);
        for (int i = 0; i < differing; i++) {
            RowKey key = key((int) ((long) i * keys / differing));
            rows.delete(Table.ROWS, Keys.row(partition(key), key));
        }
        rows.commit();
        long before = state(2, 0).restoredRows();
        pair.count(RepairCurve::isOfRepair);
        long since = ((ClientReply.Trees) pair.ask(2, new ClientRequest.ScrubNow()))
                .state()
                .nowMillis();
        awaitRead(since);
        long comparing = ((ClientReply.Trees) pair.ask(1, new ClientRequest.CompareTrees()))
                .state()
                .nowMillis();
        awaitEqual(comparing);
        return new Point(differing, state(2, 0).restoredRows() - before, pair.messages(), pair.bytes());
    }

    private TreeState state(int node, long sinceMillis) {
        return ((ClientReply.Trees) pair.ask(node, new ClientRequest.TreeStatus(sinceMillis))).state();
    }

    private void awaitRead(long sinceMillis) {
        for (int i = 0; state(2, sinceMillis).scrubbed() < topology.partitionCount(); i++) {
            tick(i, "reading all rows");
        }
    }

    private void awaitEqual(long sinceMillis) {
        TreeState state = state(1, sinceMillis);
        for (int i = 0; state.verified() < state.pairs(); i++) {
            tick(i, "comparing");
            state = state(1, sinceMillis);
        }
    }

    private void tick(int ticks, String what) {
        if (ticks == MAX_TICKS) {
            throw new IllegalStateException(what + " does not end");
        }
        pair.advance(TICK);
    }

    /** The second replica loses its disk; it gets all rows, since no log reaches back. */
    public Point all() {
        pair.count(message -> isOfRepair(message)
                || message instanceof PeerMessage.PageRequest
                || message instanceof PeerMessage.PageAnswer);
        pair.start(2, folder.resolve("n2-anew"));
        for (int i = 0; state(2, 0).rows() < keys; i++) {
            tick(i, "taking all rows");
        }
        return new Point(keys, state(2, 0).rows(), pair.messages(), pair.bytes());
    }

    /** Not the routine exchange of clocks, which goes on meanwhile. */
    private static boolean isOfRepair(PeerMessage message) {
        return message instanceof PeerMessage.TreeQuestion
                || message instanceof PeerMessage.TreeAnswer
                || message instanceof PeerMessage.CompareRow
                || message instanceof PeerMessage.ComparedRow
                || message instanceof PeerMessage.RestoreRow
                || message instanceof PeerMessage.RepairRow
                || message instanceof PeerMessage.ApplyMutation
                || message instanceof PeerMessage.ApplyAnswer;
    }

    @Override
    public void close() {
        pair.close();
    }
}

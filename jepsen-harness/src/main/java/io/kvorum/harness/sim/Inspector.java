package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.ReplicaRow;
import io.kvorum.replication.acceptor.AcceptWatch;
import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.core.Core;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.CounterSum;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.storage.CounterKeys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a node holds, through the same requests that an outside verifier uses, without any time passing. */
final class Inspector {
    private static final int PAGE_ROWS = 1_000;
    private static final int MAX_HINTS = 10_000;

    private Inspector() {}

    /** What a node holds: by partition the clock, by key the row, but for those that are damaged. */
    record View(
            int node,
            SortedMap<Integer, DotSet> clocks,
            SortedMap<RowKey, ReplicaRow> rows,
            SortedMap<RowKey, CounterSum> counters,
            SortedSet<RowKey> damaged) {
        DotSet clock(int partition) {
            return clocks.getOrDefault(partition, DotSet.EMPTY);
        }

        /** Does the node know this dot of the key, be it live or replaced? */
        boolean knows(int partition, RowKey key, Dot dot) {
            return !damaged.contains(key)
                    && (isFolded(key) || row(partition, key).filled().contains(dot));
        }

        /** Is it an increment that is in the sum which the node keeps instead of rows? */
        boolean isFolded(RowKey key) {
            return CellType.isIncrement(key.sub())
                    && Increments.issuedAtMillis(key.sub()) <= counter(key).foldedMillis();
        }

        CounterSum counter(RowKey key) {
            return counters.getOrDefault(new RowKey(key.bucket(), key.key()), CounterSum.NONE);
        }

        ReplicaRow row(int partition, RowKey key) {
            @Nullable ReplicaRow row = rows.get(key);
            return row == null ? new ReplicaRow(node, List.of(), DotSet.EMPTY, clock(partition)) : row;
        }
    }

    /** The registers of a partition on the disk of a node, durable or not. */
    static Acceptor acceptor(SimWorld world, SimNode node, int partition) {
        ShardConfig config = new ShardConfig(
                node.number(),
                node.disk().actor(),
                node.disk().acceptor(),
                0,
                0,
                1,
                0,
                Bytes.EMPTY,
                world.config().limits(),
                EnumSet.noneOf(PlantedBug.class));
        return new Acceptor(partition, node.disk(), config, AcceptWatch.NONE);
    }

    /** The state of a running node, durable or not. */
    static View running(SimNode node) {
        List<Core> cores = new ArrayList<>();
        for (int shard = 0; shard < node.shards(); shard++) {
            cores.add(node.core(shard));
        }
        return look(node, cores, node.disk());
    }

    /** What would be left if the node, running or not, died now. */
    static View durable(SimNode node) {
        return look(node, node.disk().snapshot());
    }

    static View look(SimNode node, SimDisk.Snapshot snapshot) {
        SimDisk copy = SimDisk.of(snapshot);
        List<Core> cores = new ArrayList<>();
        for (int shard = 0; shard < node.shards(); shard++) {
            Core core = node.newCore(shard, copy);
            core.start(node.clock().now(), new Capture());
            cores.add(core);
        }
        return look(node, cores, copy);
    }

    private static View look(SimNode node, List<Core> cores, SimDisk disk) {
        Topology topology = node.topology();
        SortedMap<Integer, DotSet> clocks = new TreeMap<>();
        SortedMap<RowKey, ReplicaRow> rows = new TreeMap<>();
        for (int partition = 0; partition < topology.partitionCount(); partition++) {
            if (topology.replicasOf(partition).contains(node.number())) {
                scan(node, cores.get(partition % node.shards()), partition, clocks, rows);
            }
        }
        SortedMap<RowKey, CounterSum> counters = new TreeMap<>();
        disk.table(Table.STATE).forEach((key, value) -> {
            if (CounterKeys.isSum(key)) {
                counters.put(CounterKeys.counter(key), CounterSum.read(value));
            }
        });
        return new View(node.number(), clocks, rows, counters, Harm.changedRows(disk));
    }

    private static void scan(
            SimNode node,
            Core core,
            int partition,
            SortedMap<Integer, DotSet> clocks,
            SortedMap<RowKey, ReplicaRow> rows) {
        Bytes after = Bytes.EMPTY;
        do {
            ClientReply reply = ask(node, core, new ClientRequest.ScanLocal(partition, after, PAGE_ROWS));
            if (!(reply instanceof ClientReply.Scanned page)) {
                throw new IllegalStateException(
                        "node " + node.number() + " does not show partition " + partition + ": " + reply);
            }
            clocks.put(partition, page.clock());
            for (ClientReply.ScannedRow row : page.rows()) {
                rows.put(
                        new RowKey(row.bucket(), row.key(), row.sub()),
                        new ReplicaRow(node.number(), row.versions(), row.rowContext(), page.clock()));
            }
            after = page.next();
        } while (!after.isEmpty());
    }

    static ClientReply ask(SimNode node, Core core, ClientRequest request) {
        Capture capture = new Capture();
        core.step(
                new Event.FromClient(-1, request, node.clock().nanos() + 1_000_000_000L),
                node.clock().now(),
                capture);
        return capture.reply.orElseThrow(() -> new IllegalStateException("no answer at once to " + request));
    }

    /** The hints that a running node keeps. */
    static List<ClientReply.HintView> hints(SimNode node) {
        List<ClientReply.HintView> hints = new ArrayList<>();
        for (int shard = 0; shard < node.shards(); shard++) {
            if (ask(node, node.core(shard), new ClientRequest.ListHints(MAX_HINTS)) instanceof ClientReply.Hints list) {
                hints.addAll(list.hints());
            }
        }
        return hints;
    }

    /** How many entries the logs of a running node have, by its own count. */
    static long logEntries(SimNode node) {
        long entries = 0;
        for (int shard = 0; shard < node.shards(); shard++) {
            if (ask(node, node.core(shard), new ClientRequest.ShardStatus()) instanceof ClientReply.Status status) {
                entries += status.state().logEntries();
            }
        }
        return entries;
    }

    /** Keeps the reply and forgets everything else. */
    private static final class Capture implements Effects {
        private Optional<ClientReply> reply = Optional.empty();

        @Override
        public void send(int node, PeerMessage message, Hold hold) {}

        @Override
        public void reply(long handle, ClientReply answer, Hold hold) {
            reply = Optional.of(answer);
        }

        @Override
        public void timer(long delayNanos, Timer timer) {}

        @Override
        public void topologyAdopted(Topology topology) {}

        @Override
        public void freshActorNeeded(Actor old) {}
    }
}

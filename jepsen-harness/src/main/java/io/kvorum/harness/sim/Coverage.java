package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Read;
import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.CatalogueBallot;
import io.kvorum.replication.message.CatalogueProposal;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Topology;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which coincidences a run had. */
final class Coverage implements Watch {
    private final SimWorld world;
    private final Ledger ledger;
    private final EnumMap<Coincidence, Integer> counts = new EnumMap<>(Coincidence.class);
    private final SortedSet<WriteId> lostUnsynced = new TreeSet<>();
    private final SortedSet<WriteId> pruned = new TreeSet<>();
    private final SortedMap<WriteId, Long> hintKept = new TreeMap<>();
    private final SortedMap<Integer, Long> wipedAt = new TreeMap<>();
    private final SortedSet<Integer> wentBack = new TreeSet<>();
    private final SortedSet<Integer> unmarked = new TreeSet<>();
    private final SortedSet<Integer> asking = new TreeSet<>();
    private final SortedSet<RowKey> insideWrote = new TreeSet<>();
    private final SortedSet<RowKey> outsideWrote = new TreeSet<>();
    private final Map<Topology, CatalogueBallot> proposers = new LinkedHashMap<>();
    private long insiders;

    Coverage(SimWorld world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    Map<Coincidence, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    void register(RegisterOp op, int attempts) {
        if (op.result() == RegisterOp.Result.CONFLICT) {
            met(Coincidence.REGISTER_CONFLICT);
        }
        boolean decided = op.result() == RegisterOp.Result.CONFLICT || op.result() == RegisterOp.Result.APPLIED;
        if (decided && attempts > 1) {
            met(Coincidence.REGISTER_RETRY_DECIDED);
        }
    }

    void met(Coincidence coincidence) {
        counts.merge(coincidence, 1, Integer::sum);
    }

    // What clients do.

    void ended(WriteState write, Op op, int attempts, int coordinator) {
        if (write.result != Write.Result.ACKNOWLEDGED) {
            return;
        }
        if (attempts > 1 && lostUnsynced.contains(write.id)) {
            met(Coincidence.UNSYNCED_CRASH_THEN_RETRY);
        }
        if (attempts > 1 && ledger.dots().dotsOf(write.id).size() > 1) {
            met(Coincidence.WRITE_WITH_TWO_DOTS);
        }
        if (op.kind() == Op.Kind.DELETE && op.source() == Op.Source.STALE && !write.replaces.isEmpty()) {
            met(Coincidence.STALE_CONTEXT_DELETE);
        }
        if (attempts > 1 && pruned.contains(write.id)) {
            met(Coincidence.PRUNE_THEN_LATE_RETRY);
        }
        if (wentBack.contains(coordinator)) {
            met(Coincidence.OLD_COPY_THEN_WRITE);
        }
        if (insiders != 0) {
            boolean inside = (insiders >> (coordinator - 1) & 1) != 0;
            (inside ? insideWrote : outsideWrote).add(write.key);
            if ((inside ? outsideWrote : insideWrote).contains(write.key)) {
                met(Coincidence.BOTH_SIDES_WRITE);
            }
        }
    }

    void sentAgain(WriteState write) {
        if (pruned.contains(write.id)) {
            met(Coincidence.PRUNE_THEN_LATE_RETRY);
        }
    }

    void read(Read read) {
        if (read.shown().size() >= 3) {
            met(Coincidence.SIBLINGS);
        }
    }

    void catalogueChanged() {
        met(Coincidence.CATALOGUE_CHANGE);
        if (wipedAt.containsKey(world.config().founding().metadataNode())) {
            met(Coincidence.CATALOGUE_CHANGE_AFTER_WIPE);
        }
    }

    // What faults do.

    void wiping(SimNode node) {
        wipedAt.put(node.number(), world.now());
        if (asking.contains(node.number())) {
            met(Coincidence.WIPE_DURING_EXCHANGE);
        }
        List<Inspector.View> views =
                world.nodes().stream().map(Inspector::durable).toList();
        for (WriteState write : ledger.writes()) {
            boolean acknowledgedHere =
                    write.isAcknowledged() && write.receipt.primaries().contains(node.number());
            if (acknowledgedHere && views.stream().anyMatch(view -> isOwnerWithout(view, write))) {
                met(Coincidence.WIPE_OF_A_HOLDER);
            }
        }
    }

    private boolean isOwnerWithout(Inspector.View view, WriteState write) {
        return view.clocks().containsKey(write.partition) && !ledger.knows(view, write);
    }

    void goingBack(SimNode node, boolean withoutMark) {
        wentBack.add(node.number());
        if (withoutMark) {
            unmarked.add(node.number());
        }
    }

    @Override
    public void onFreshActor(SimNode node) {
        if (unmarked.contains(node.number())) {
            met(Coincidence.OLD_COPY_RECOGNISED);
        }
    }

    void failStop(SimNode node) {
        met(Coincidence.FAIL_STOP);
        asking.remove(node.number());
    }

    void partitioned(long mask) {
        insiders = mask;
        insideWrote.clear();
        outsideWrote.clear();
    }

    void partitionOver() {
        insiders = 0;
    }

    // What the world shows.

    @Override
    public void onLost(SimNode node, List<SimDisk.Batch> batches) {
        for (SimDisk.Batch batch : batches) {
            for (SimDisk.Write write : batch.writes()) {
                if (write.table() == Table.LOG && write.value() != null) {
                    lostUnsynced.add(entry(write.value()).writeId());
                }
            }
        }
    }

    @Override
    public void onDurable(SimNode node, SimDisk.Batch batch) {
        for (SimDisk.Write write : batch.writes()) {
            if (write.table() == Table.LOG && write.value() == null && write.before() != null) {
                LogEntry forgotten = entry(write.before());
                pruned.add(forgotten.writeId());
                if (isMissedAnywhere(ByteBuffer.wrap(write.key()).getInt(), forgotten.dot())) {
                    met(Coincidence.FORGOTTEN_EARLY);
                }
            }
            if (write.table() == Table.ROWS
                    && write.value() == null
                    && node.topology().isDropped(Keys.rowKey(write.key()).bucket())) {
                met(Coincidence.DROPPED_ROW_REMOVED);
            }
        }
    }

    /** Does an owner of the partition lack the dot, by the clock on its disk? One that never had any clock does not count. */
    private boolean isMissedAnywhere(int partition, Dot dot) {
        for (int owner : world.topology().replicasOf(partition)) {
            byte[] stored = world.node(owner).disk().table(Table.STATE).get(Keys.clock(partition, dot.actor()));
            if (stored != null
                    && !wipedAt.containsKey(owner)
                    && !DotSet.readFrom(new ByteReader(stored)).contains(dot)) {
                return true;
            }
        }
        return false;
    }

    private void dropped(SimNetwork.InFlight flight) {
        Topology known = world.node(flight.to()).topology();
        boolean late = switch (flight.message()) {
            case PeerMessage.ApplyMutation m -> known.isDropped(m.key().bucket());
            case PeerMessage.RepairRow m -> known.isDropped(m.key().bucket());
            case PeerMessage.ExchangeAnswer m ->
                m.rows().stream().anyMatch(row -> known.isDropped(row.key().bucket()));
            case PeerMessage.PageAnswer m ->
                m.rows().stream().anyMatch(row -> known.isDropped(row.key().bucket()));
            default -> false;
        };
        if (late) {
            met(Coincidence.LATE_ROW_OF_DROPPED_BUCKET);
        }
    }

    /** A later run has a higher ballot; what it proposes first may be what another one had begun. */
    private void proposed(CatalogueProposal proposal) {
        CatalogueBallot first = proposers.putIfAbsent(proposal.topology(), proposal.ballot());
        if (first != null && first.isBelow(proposal.ballot())) {
            met(Coincidence.OPEN_CATALOGUE_CHANGE_FINISHED);
        }
    }

    private static LogEntry entry(byte[] bytes) {
        return LogEntry.readFrom(new ByteReader(bytes));
    }

    @Override
    public void onSent(SimNetwork.InFlight flight) {
        switch (flight.message()) {
            case PeerMessage.ExchangeRequest m -> asking.add(flight.from());
            case PeerMessage.ExchangeAnswer m -> {
                if (!m.withheld().isEmpty()) {
                    met(Coincidence.ANSWER_WITHHELD);
                }
            }
            case PeerMessage.PageRequest m -> asking.add(flight.from());
            case PeerMessage.RepairRow m -> met(Coincidence.READ_REPAIR);
            default -> {
                // Nothing is counted at its start.
            }
        }
    }

    @Override
    public void onArrival(SimNetwork.InFlight flight) {
        dropped(flight);
        switch (flight.message()) {
            case PeerMessage.ExchangeAnswer m -> asking.remove(flight.to());
            case PeerMessage.PageAnswer m -> {
                asking.remove(flight.to());
                if (!m.rows().isEmpty()) {
                    met(Coincidence.FULL_EXCHANGE);
                }
            }
            case PeerMessage.CatalogueAccept m -> proposed(m.proposal());
            case PeerMessage.RegisterPage m -> {
                if (!m.registers().isEmpty()) {
                    met(Coincidence.REGISTERS_LEARNED);
                }
            }
            case PeerMessage.KeepHint m -> hintKept.put(m.mutation().writeId(), world.now());
            case PeerMessage.ApplyMutation m -> {
                Long kept = hintKept.get(m.mutation().writeId());
                boolean byFallback = !world.topology().replicasOf(m.partition()).contains(flight.from());
                if (byFallback
                        && pruned.contains(m.mutation().writeId())
                        && ledger.dots().dotsOf(m.mutation().writeId()).size() > 1) {
                    met(Coincidence.HINT_AFTER_PRUNE);
                }
                if (byFallback && kept != null && wipedAt.getOrDefault(flight.to(), 0L) > kept) {
                    met(Coincidence.HINT_AFTER_WIPE);
                }
            }
            default -> {
                // Nothing is counted at its end.
            }
        }
    }
}

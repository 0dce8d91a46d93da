package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.History;
import io.kvorum.harness.checker.Read;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The true history: what every client did and was told, which node held what durably at what time, and which data was lost.
 * It judges what can be judged at once; the rest is for the checkers.
 */
final class Ledger implements Watch {
    private final SimWorld world;
    private final DotRegistry dots;
    private final Expiries expiries;
    private final TypedRun typed;
    private final List<WriteState> writes = new ArrayList<>();
    private final SortedMap<WriteId, WriteState> byId = new TreeMap<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<CounterReader.Seen> countersSeen = new ArrayList<>();
    private final List<History.Loss> losses = new ArrayList<>();
    private final SortedMap<Integer, SortedSet<WriteId>> durable = new TreeMap<>();
    private final SortedSet<WriteId> appeared = new TreeSet<>();

    /** Of a bucket of plain values. */
    Ledger(SimWorld world) {
        this(world, new TypedRun(CellType.NONE, Set.of()));
    }

    Ledger(SimWorld world, TypedRun typed) {
        this.world = world;
        this.typed = typed;
        this.dots = new DotRegistry(world);
        this.expiries = new Expiries(world);
        world.nodes().forEach(node -> durable.put(node.number(), new TreeSet<>()));
    }

    // What the world shows.

    /** What a node removes by itself is judged at once: clocks go on. */
    @Override
    public void onStep(SimNode node, SimDisk.Batch batch) {
        for (SimDisk.Write write : batch.writes()) {
            if (write.table() == Table.LOG && write.value() != null) {
                LogEntry entry = LogEntry.readFrom(new ByteReader(write.value()));
                if (!byId.containsKey(entry.writeId())) {
                    expiries.madeByNode(node, entry);
                }
            }
        }
    }

    @Override
    public void onDurable(SimNode node, SimDisk.Batch batch) {
        for (SimDisk.Write write : batch.writes()) {
            if (write.table() == Table.LOG && write.value() != null) {
                learn(node.number(), write.key(), write.value());
            }
        }
    }

    private void learn(int node, byte[] storedKey, byte[] value) {
        LogEntry entry = LogEntry.readFrom(new ByteReader(value));
        int partition = new ByteReader(storedKey).readInt();
        durableIds(node).add(entry.writeId());
        appeared.add(entry.writeId());
        saw(partition, entry.key(), entry.dot(), entry.writeId(), entry.expiresAtMillis());
    }

    @Override
    public void onSent(SimNetwork.InFlight flight) {
        switch (flight.message()) {
            case PeerMessage.ApplyMutation m -> saw(m.partition(), m.key(), m.mutation());
            case PeerMessage.KeepHint m -> saw(m.partition(), m.key(), m.mutation());
            default -> {
                // Rows and log entries that travel were durable before.
            }
        }
    }

    private void saw(int partition, RowKey key, Mutation mutation) {
        saw(partition, key, mutation.dot(), mutation.writeId(), mutation.expiresAtMillis());
    }

    private void saw(int partition, RowKey key, Dot dot, WriteId id, long expiresAtMillis) {
        dots.saw(partition, key, dot, id);
        expiries.saw(partition, key, dot, id, expiresAtMillis, find(id));
    }

    // What the clients tell.

    void started(WriteState write) {
        writes.add(write);
        byId.put(write.id, write);
    }

    void acknowledged(WriteState write, Dot dot, Receipt receipt) {
        write.result = Write.Result.ACKNOWLEDGED;
        write.dot = Optional.of(dot);
        write.receipt = receipt;
        int lost = 0;
        for (int node : receipt.primaries()) {
            if (stands(node, write)) {
                continue;
            }
            if (hasLost(node, write.invokedNanos)
                    || world.harm().hasChangedSince(node, write.key, write.invokedNanos)) {
                lost++;
            } else {
                dishonest(write, "names node " + node + ", which does not hold the write durably");
            }
        }
        for (int node : receipt.fallbacks()) {
            if (hasLost(node, write.invokedNanos)) {
                write.lostFallbacks.add(node);
                lost++;
            }
        }
        write.excused = lost >= Math.max(1, receipt.required());
        checkReceipt(write, receipt);
    }

    private void checkReceipt(WriteState write, Receipt receipt) {
        List<Integer> owners = owners(write.partition);
        if (!owners.containsAll(receipt.primaries())) {
            dishonest(write, "names " + receipt.primaries() + " as replicas, which are " + owners);
        }
        if (receipt.fallbacks().stream().anyMatch(owners::contains)) {
            dishonest(write, "names " + receipt.fallbacks() + " as fallbacks, the replicas are " + owners);
        }
        int all = receipt.primaries().size() + receipt.fallbacks().size();
        int counted = receipt.levelMet() || !write.sloppy ? receipt.primaries().size() : all;
        if (counted < receipt.required()
                || new TreeSet<>(receipt.primaries()).size()
                        != receipt.primaries().size()) {
            dishonest(write, "needs " + receipt.required() + " and has " + receipt);
        }
    }

    private void dishonest(WriteState write, String text) {
        world.violate(
                Violation.Kind.DISHONEST_RECEIPT,
                Fingerprints.name(write.key),
                "the receipt of " + write.id + " " + text);
    }

    /** Does the node hold the write, or what replaced it, durably? */
    private boolean stands(int node, WriteState write) {
        if (durableIds(node).contains(write.id)) {
            return true;
        }
        Inspector.View view = Inspector.durable(world.node(node));
        return knows(view, write);
    }

    boolean knows(Inspector.View view, WriteState write) {
        for (Dot dot : dots.dotsOf(write.id)) {
            if (view.knows(write.partition, write.key, dot)) {
                return true;
            }
        }
        return write.dot.isPresent() && view.knows(write.partition, write.key, write.dot.get());
    }

    /**
     * Does the quorum of a read meet that of a write, which was acknowledged before, with no disk lost and no row vanished since?
     *
     * @param answered how many replicas the read had
     */
    boolean mustBeKnown(WriteState write, int answered, long invokedNanos) {
        List<Integer> owners = owners(write.partition);
        return write.isAcknowledged()
                && write.completedNanos < invokedNanos
                && write.receipt.primaries().size() + answered > owners.size()
                && owners.stream().noneMatch(node -> hasLost(node, write.invokedNanos))
                && !world.harm().isHarmed(write.key);
    }

    /**
     * What a read has shown is shown by a later one, too, if the two have so many replicas together, and no disk was lost and no row vanished
     * or damaged since the first began.
     */
    boolean isStillThere(WriteState write, int answeredTogether, long sinceNanos) {
        List<Integer> owners = owners(write.partition);
        return answeredTogether > owners.size()
                && owners.stream().noneMatch(node -> hasLost(node, sinceNanos))
                && !world.harm().isHarmed(write.key)
                && !world.harm().givenUp().contains(write.id);
    }

    void answered(RowKey key, int partition, Read read, Receipt receipt) {
        reads.add(read);
        List<Integer> owners = owners(partition);
        if (!owners.containsAll(receipt.primaries()) || receipt.primaries().size() < receipt.required()) {
            world.violate(
                    Violation.Kind.DISHONEST_RECEIPT,
                    Fingerprints.name(key),
                    "a read names " + receipt + ", the replicas are " + owners);
        }
    }

    /** The node has lost what was durable; what it holds now is in the view. */
    void lost(int node, SimDisk now) {
        losses.add(new History.Loss(node, world.now()));
        SortedSet<WriteId> ids = durableIds(node);
        ids.clear();
        now.table(Table.LOG).forEach((key, value) -> learn(node, key, value));
    }

    boolean hasLost(int node, long sinceNanos) {
        return losses.stream().anyMatch(loss -> loss.node() == node && loss.nanos() >= sinceNanos);
    }

    private List<Integer> owners(int partition) {
        return world.topology().replicasOf(partition);
    }

    private SortedSet<WriteId> durableIds(int node) {
        @Nullable SortedSet<WriteId> ids = durable.get(node);
        return ids == null ? new TreeSet<>() : ids;
    }

    Optional<WriteState> find(WriteId id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<WriteState> writes() {
        return writes;
    }

    /** By all clients. */
    List<CounterReader.Seen> countersSeen() {
        return countersSeen;
    }

    List<Read> reads() {
        return reads;
    }

    TypedRun typed() {
        return typed;
    }

    Expiries expiries() {
        return expiries;
    }

    DotRegistry dots() {
        return dots;
    }

    /** The history for the checkers, with what the nodes hold now. */
    History history(List<Inspector.View> views) {
        SortedMap<String, History.KeyFacts> keys = new TreeMap<>();
        List<Write> all = new ArrayList<>(expiries.removals());
        for (WriteState write : writes) {
            // Of what is folded CounterCheck judges.
            if (!CounterCheck.isFolded(write.key, owners(write.partition), views)) {
                keys.computeIfAbsent(Fingerprints.name(write.key), name -> facts(write.key, write.partition, views));
                all.add(write.toRecord(expiries.expiresNanos(write.id)));
            }
        }
        return new History(all, reads, losses, keys, appeared);
    }

    private History.KeyFacts facts(RowKey key, int partition, List<Inspector.View> views) {
        List<Integer> owners = owners(partition);
        SortedMap<WriteId, List<Dot>> dotsOf = new TreeMap<>();
        writes.stream()
                .filter(write -> write.key.equals(key))
                .forEach(write -> dotsOf.put(write.id, dots.dotsOf(write.id)));
        expiries.removals().stream()
                .filter(removal -> removal.key().equals(Fingerprints.name(key)))
                .forEach(removal -> dotsOf.put(removal.id(), dots.dotsOf(removal.id())));
        return new History.KeyFacts(
                owners,
                dots.dotsOf(key),
                dotsOf,
                views.stream()
                        .filter(view -> owners.contains(view.node()))
                        .map(view -> view.row(partition, key))
                        .toList(),
                world.harm().givenUp());
    }
}

package io.kvorum.antientropy.exchange;

import io.kvorum.antientropy.fold.Peers;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Rows;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.ExchangeAnswer;
import io.kvorum.replication.message.PeerMessage.ExchangeRequest;
import io.kvorum.replication.message.PeerMessage.ShippedRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.PartitionReplica.ForeignRow;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The routine exchange: each replica asks each other one for what it lacks. Partitions whose clocks have not changed since
 * both sides agreed stay silent but for a slow refresh.
 *
 * <p>An answer counts only for the request that is open in this very run, if this replica's clock still holds what the
 * request said (a crash may have taken dots back), and only as a whole: rows and entries first, then the dots. A dot without
 * a log entry is adopted only after a full exchange has brought what is behind it, and with the horizon of the log that has
 * forgotten it; all others come with their entries, for these name the writes that were removed.
 */
public final class ClockExchange implements Peers {
    private final ShardState shard;
    private final FullExchange full;
    private final Map<Integer, PeerClocks> peers = new TreeMap<>();
    private final Map<Integer, Long> refreshedNanos = new TreeMap<>();

    public ClockExchange(ShardState shard) {
        this.shard = shard;
        this.full = new FullExchange(shard, this::ask);
    }

    public FullExchange full() {
        return full;
    }

    PeerClocks peersOf(int partition) {
        return peers.computeIfAbsent(partition, p -> new PeerClocks());
    }

    List<Integer> othersOf(int partition) {
        return shard.topology().replicasOf(partition).stream()
                .filter(node -> node != shard.node())
                .toList();
    }

    @Override
    public Optional<Long> foldableUpTo(PartitionReplica replica) {
        return peersOf(replica.partition())
                .foldableUpTo(
                        shard.makes(PlantedBug.FOLD_WITHOUT_CLOCKS) ? Optional.empty() : Optional.of(replica.clock()),
                        othersOf(replica.partition()))
                .map(others -> Math.min(others, foldFloor(replica)));
    }

    /** That others may fold up to it. */
    private long foldFloor(PartitionReplica replica) {
        boolean knowsAll = peersOf(replica.partition()).hasCaughtUp(shard.actor(), othersOf(replica.partition()));
        return knowsAll || shard.makes(PlantedBug.FOLD_FLOOR_OF_A_NEW_DISK)
                ? replica.folds().floorMillis()
                : 0;
    }

    @Override
    public boolean allHave(int partition, Dot dot) {
        PeerClocks clocks = peersOf(partition);
        return othersOf(partition).stream()
                .allMatch(node -> clocks.latest(node).stream()
                        .anyMatch(taken -> taken.clock().contains(dot)));
    }

    public void onTick() {
        long missing = 0;
        Map<Integer, Long> missingByPeer = new TreeMap<>();
        for (PartitionReplica replica : shard.replicas()) {
            PeerClocks clocks = peersOf(replica.partition());
            boolean refresh = isRefreshDue(replica.partition());
            for (int node : othersOf(replica.partition())) {
                boolean inSync = clocks.isInSync(node, replica.clock());
                if (shard.isUp(node) && (refresh || !inSync)) {
                    ask(replica, node);
                }
                missingByPeer.merge(node, inSync ? 0 : clocks.missingFrom(node, replica.clock()), Long::sum);
            }
            missing += clocks.missingFrom(replica.clock());
        }
        shard.missingDots(missing);
        missingByPeer.forEach(shard.meter()::missingDots);
        full.onTick();
    }

    private boolean isRefreshDue(int partition) {
        Long last = refreshedNanos.get(partition);
        long interval = shard.limits().exchangeRefresh().toNanos();
        if (last != null && shard.now().nanos() - last < interval) {
            return false;
        }
        // Spread over the interval, so that the partitions do not all come at once.
        long shift = last == null ? (partition * 7919L) % Math.max(1, interval) : 0;
        refreshedNanos.put(partition, shard.now().nanos() - shift);
        return true;
    }

    private void ask(PartitionReplica replica, int node) {
        PeerClocks clocks = peersOf(replica.partition());
        Optional<PeerClocks.OpenRound> open = clocks.open(node);
        long timeout = shard.limits().exchangeTimeout().toNanos();
        if (open.isPresent() && shard.now().nanos() - open.get().startedNanos() < timeout) {
            return;
        }
        long round = shard.nextRequest();
        DotSet passOver = clocks.refused(node, replica.damaged().keys());
        clocks.opened(
                node,
                new PeerClocks.OpenRound(round, shard.now().nanos(), shard.now().wallMillis(), passOver));
        shard.send(
                node,
                new ExchangeRequest(
                        replica.partition(),
                        round,
                        shard.actor(),
                        replica.clock(),
                        shard.now().wallMillis(),
                        passOver,
                        foldFloor(replica)),
                Hold.UNTIL_DURABLE);
    }

    public void onRequest(int node, ExchangeRequest request) {
        Optional<PartitionReplica> owned = shard.replica(request.partition());
        if (owned.isEmpty()) {
            return;
        }
        PartitionReplica replica = owned.get();
        shard.send(node, ExchangeAnswers.answer(shard, replica, request), Hold.UNTIL_DURABLE);
        PeerClocks clocks = peersOf(replica.partition());
        clocks.saw(node, request.clock(), request.takenAtMillis());
        clocks.sawFoldFloor(node, request.actor(), request.clock(), request.foldFloorMillis());
        // Two that lack what neither can give would ask each other without end.
        DotSet inVain = clocks.inVain(node);
        if (!replica.clock().join(inVain).containsAll(request.clock())) {
            ask(replica, node);
        }
    }

    public void onAnswer(int node, ExchangeAnswer answer) {
        Optional<PartitionReplica> owned = shard.replica(answer.partition());
        if (owned.isEmpty() || !counts(owned.get(), node, answer)) {
            return;
        }
        PartitionReplica replica = owned.get();
        PeerClocks clocks = peersOf(answer.partition());
        Optional<PeerClocks.OpenRound> open = clocks.open(node);
        DotSet passedOver = open.map(PeerClocks.OpenRound::passOver).orElse(DotSet.EMPTY);
        clocks.closed(node);
        DotSet before = replica.clock();
        DotSet forgotten = forgotten(answer, passedOver);
        DotSet explained = full.explained(replica, forgotten);
        replica.merge(
                foreign(answer.rows(), answer.entries(), answer.clock()),
                adoptable(answer).join(explained));
        if (!explained.isEmpty()) {
            replica.raiseHorizon(answer.horizonMillis());
        }
        clocks.saw(node, answer.clock(), answer.takenAtMillis());
        // What is about a damaged row was not taken in: the rest need not wait for it.
        DotSet refused = answer.shipped().minus(replica.clock());
        clocks.refuse(node, replica.damaged().keys(), passedOver.join(refused));
        clocks.askedInVain(
                node, passedOver.join(refused).join(answer.withheld()).join(forgotten.minus(replica.clock())));
        if (replica.clock().containsAll(answer.clock())) {
            caughtUp(
                    replica,
                    node,
                    answer.clock(),
                    open.map(PeerClocks.OpenRound::startedMillis).orElse(0L));
        } else if (answer.more()) {
            // An answer that brought nothing would come again at once, and so on.
            if (!refused.isEmpty() || !replica.clock().equals(before)) {
                ask(replica, node);
            }
        } else if (!replica.clock().containsAll(forgotten)) {
            full.begin(replica, node, answer);
        }
    }

    /** The dots that were asked for and of which the answerer's log knows nothing any more. */
    private static DotSet forgotten(ExchangeAnswer answer, DotSet passedOver) {
        return answer.more()
                ? DotSet.EMPTY
                : answer.clock()
                        .minus(answer.askerClock())
                        .minus(passedOver)
                        .minus(answer.withheld())
                        .minus(answer.shipped());
    }

    private boolean counts(PartitionReplica replica, int node, ExchangeAnswer answer) {
        if (shard.makes(PlantedBug.ADOPT_ANY_CLOCK)) {
            return true;
        }
        Optional<PeerClocks.OpenRound> open = peersOf(answer.partition()).open(node);
        return open.isPresent()
                && open.get().round() == answer.round()
                && answer.askerActor().equals(shard.actor())
                && replica.clock().containsAll(answer.askerClock());
    }

    private DotSet adoptable(ExchangeAnswer answer) {
        boolean passOver = shard.makes(PlantedBug.PRUNED_DOTS_IGNORED) && !answer.more();
        if (passOver || shard.makes(PlantedBug.ADOPT_ANY_CLOCK)) {
            return answer.clock();
        }
        return shard.makes(PlantedBug.WITHHELD_DOTS_ADOPTED)
                ? answer.shipped().join(answer.withheld())
                : answer.shipped();
    }

    /** Everything of that clock is here. */
    private void caughtUp(PartitionReplica replica, int node, DotSet theirs, long startedMillis) {
        PeerClocks clocks = peersOf(replica.partition());
        if (replica.clock().equals(theirs)) {
            clocks.inSync(node, theirs);
        }
        clocks.coveredAsOf(node, startedMillis);
        clocks.caughtUp(shard.actor(), node);
        replica.completeAsOf(clocks.completeAsOf(othersOf(replica.partition())));
    }

    /** The rows of a page, each filled and with the entries about its key. */
    static List<ForeignRow> foreign(List<ShippedRow> rows, List<LogEntry> entries, DotSet theirClock) {
        Map<RowKey, List<LogEntry>> byKey = new LinkedHashMap<>();
        for (LogEntry entry : entries) {
            byKey.computeIfAbsent(entry.key(), key -> new ArrayList<>()).add(entry);
        }
        List<ForeignRow> foreign = new ArrayList<>();
        for (ShippedRow shipped : rows) {
            foreign.add(new ForeignRow(
                    shipped.key(), Rows.fill(shipped.row(), theirClock), byKey.getOrDefault(shipped.key(), List.of())));
        }
        return foreign;
    }
}

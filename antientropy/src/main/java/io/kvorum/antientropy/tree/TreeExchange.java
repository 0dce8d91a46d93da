package io.kvorum.antientropy.tree;

import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.Beyond;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.CompareRow;
import io.kvorum.replication.message.PeerMessage.ComparedRow;
import io.kvorum.replication.message.PeerMessage.KeyDigest;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.PeerMessage.RangeSum;
import io.kvorum.replication.message.PeerMessage.RestoreRow;
import io.kvorum.replication.message.PeerMessage.TreeAnswer;
import io.kvorum.replication.message.PeerMessage.TreeQuestion;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.KeyDifference;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.tree.HashRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the trees of replicas, in turns: of each pair the node with the lower number asks, since a round mends both sides.
 * In agreement it costs one message each way. A few rounds run at a time; a round that found a difference is followed by
 * another one soon, until there is none.
 */
public final class TreeExchange {
    /** Partitions of a shard that are being compared at a time, those not counted that wait for their second look. */
    private static final int MAX_ACTIVE = 2;
    /** With those that wait. */
    private static final int MAX_RUNNING = 64;
    /** Damaged rows of one answer. */
    private static final int MAX_NAMED = 256;
    /** After a difference the next round comes in this part of the interval. */
    private static final int SOON = 64;
    /** After a failure in this part. */
    private static final int LATER = 8;

    /** A partition that this node compares, and with whom. */
    record Pair(int partition, int node) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return partition != other.partition
                    ? Integer.compare(partition, other.partition)
                    : Integer.compare(node, other.node);
        }
    }

    private final ShardState shard;
    private final Map<Pair, Long> dueNanos = new TreeMap<>();
    private final Map<Pair, Long> verifiedMillis = new TreeMap<>();
    private final Map<Integer, TreeRound> running = new TreeMap<>();
    /** Pairs that the other node asks about, and that this one wants to have compared soon: until they are found equal. */
    private final NavigableSet<Pair> wanted = new TreeSet<>();

    private final RowMender mender;

    public TreeExchange(ShardState shard, OwnMutations own) {
        this.shard = shard;
        this.mender = new RowMender(shard, own);
    }

    // Which pairs are compared when.

    public void onTick() {
        mender.onTick();
        long now = shard.now().nanos();
        long timeout = shard.limits().exchangeTimeout().toNanos();
        for (Map.Entry<Integer, TreeRound> entry : List.copyOf(running.entrySet())) {
            TreeRound round = entry.getValue();
            boolean failed = !shard.isUp(round.node)
                    || !round.ownActor.equals(shard.actor())
                    || (!round.waits() && now - round.sinceNanos >= timeout);
            if (failed && isRunning(entry.getKey(), round)) {
                end(entry.getKey(), round, Outcome.FAILED);
            }
        }
        goOn();
    }

    private boolean isRunning(int partition, TreeRound round) {
        return Optional.ofNullable(running.get(partition))
                .filter(other -> other == round)
                .isPresent();
    }

    /** Where there is room: those go on whose wait is over, and those begin that are due. */
    private void goOn() {
        for (Map.Entry<Integer, TreeRound> entry : List.copyOf(running.entrySet())) {
            TreeRound round = entry.getValue();
            if (isRunning(entry.getKey(), round) && isWaitOver(round) && active() < MAX_ACTIVE) {
                round.endWait();
                compareMore(shard.replica(entry.getKey()).orElseThrow(), round);
            }
        }
        beginDue();
    }

    private long active() {
        return running.values().stream().filter(round -> !round.waits()).count();
    }

    /** Has whatever was on its way had the time to arrive? */
    private boolean isWaitOver(TreeRound round) {
        long waited = shard.now().nanos() - round.sinceNanos;
        return round.waits() && waited >= shard.limits().treeConfirmDelay().toNanos();
    }

    /** Begins as many rounds as there is room for, those first that have waited longest: no partition is left out for ever. */
    private void beginDue() {
        while (active() < MAX_ACTIVE && running.size() < MAX_RUNNING) {
            Optional<Pair> next = longestDue();
            if (next.isEmpty()) {
                return;
            }
            begin(shard.replica(next.get().partition).orElseThrow(), next.get().node);
        }
    }

    private Optional<Pair> longestDue() {
        Optional<Pair> longest = Optional.empty();
        long earliest = shard.now().nanos() + 1;
        List<Pair> candidates = pairs();
        candidates.addAll(wanted);
        for (Pair pair : candidates) {
            long due = dueNanos(pair);
            boolean isPossible = shard.isUp(pair.node) && !running.containsKey(pair.partition);
            if (due < earliest && isPossible) {
                earliest = due;
                longest = Optional.of(pair);
            }
        }
        return longest;
    }

    /** All that this node compares: of two nodes the one with the lower number asks. */
    List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (PartitionReplica replica : shard.replicas()) {
            for (int node : shard.topology().replicasOf(replica.partition())) {
                if (node > shard.node()) {
                    pairs.add(new Pair(replica.partition(), node));
                }
            }
        }
        return pairs;
    }

    /** The first time spread over the interval, so that the partitions do not all come at once. */
    private long dueNanos(Pair pair) {
        long part = shard.limits().treeInterval().toNanos() / 1_000;
        return dueNanos.computeIfAbsent(
                pair, p -> shard.now().nanos() + (p.partition * 7919L + p.node * 104_729L) % 1_000 * part);
    }

    /** Compares this partition with all its other replicas as soon as there is room: one of them has to mend it. */
    public void compareSoon(int partition) {
        for (int node : shard.topology().replicasOf(partition)) {
            Pair pair = new Pair(partition, node);
            if (node != shard.node()) {
                dueNanos.put(pair, shard.now().nanos());
            }
            if (node < shard.node()) {
                wanted.add(pair);
            }
        }
        beginDue();
    }

    void compareAllSoon() {
        pairs().forEach(pair -> dueNanos.put(pair, shard.now().nanos()));
        beginDue();
    }

    private void begin(PartitionReplica replica, int node) {
        TreeRound round = new TreeRound(shard, node);
        running.put(replica.partition(), round);
        askNext(replica, round);
    }

    private enum Outcome {
        EQUAL,
        /** And mended, as far as could be told. */
        DIFFERENT,
        /** Others have their turn first: what has failed once may fail for ever. */
        FAILED
    }

    private void end(int partition, TreeRound round, Outcome outcome) {
        running.remove(partition);
        Pair pair = new Pair(partition, round.node);
        // Who has asked for a comparison since this one began means another one.
        boolean isAskedAgain = dueNanos(pair) > round.startedNanos;
        if (!isAskedAgain || outcome == Outcome.FAILED) {
            dueNanos.put(pair, shard.now().nanos() + untilNext(outcome));
        }
        if (outcome == Outcome.EQUAL) {
            verifiedMillis.put(pair, round.startedMillis);
        }
        if (outcome == Outcome.EQUAL && !isAskedAgain) {
            wanted.remove(pair);
        }
        goOn();
    }

    private long untilNext(Outcome outcome) {
        long interval = shard.limits().treeInterval().toNanos();
        return switch (outcome) {
            case EQUAL -> interval;
            case DIFFERENT -> interval / SOON;
            case FAILED -> interval / LATER;
        };
    }

    private void ended(PartitionReplica replica, TreeRound round) {
        // What is said of leaves with damaged rows is what it was before.
        boolean damaged = round.isDamagedThere() || !replica.damaged().isEmpty();
        Outcome whole = round.clean ? Outcome.EQUAL : Outcome.DIFFERENT;
        end(replica.partition(), round, damaged ? Outcome.FAILED : whole);
    }

    // The descent.

    private void askNext(PartitionReplica replica, TreeRound round) {
        List<RangeSum> question = round.descent().nextQuestion(replica);
        if (!question.isEmpty()) {
            // Each question has its own number: an answer that comes twice must not count for the next one.
            round.number = shard.nextRequest();
            round.sinceNanos = shard.now().nanos();
            shard.send(round.node, new TreeQuestion(replica.partition(), round.number, question), Hold.NONE);
        } else if (round.hasSuspects()) {
            round.waitFrom(shard.now().nanos());
            goOn();
        } else {
            ended(replica, round);
        }
    }

    public void onQuestion(int node, TreeQuestion question) {
        shard.replica(question.partition()).ifPresent(replica -> {
            List<RangeSum> different = new ArrayList<>();
            List<KeyDigest> keys = new ArrayList<>();
            for (RangeSum theirs :
                    question.ranges().subList(0, Math.min(question.ranges().size(), TreeDescent.MAX_ASKED))) {
                HashRange range = KeyDigests.rangeOf(theirs);
                RangeSum mine = KeyDigests.of(range, replica.tree().sum(range));
                if (!mine.equals(theirs)) {
                    different.add(mine);
                    if (KeyDigests.isToldByKey(range, mine.rows(), theirs.rows())) {
                        keys.addAll(KeyDigests.keys(replica, range, shard.topology()::isDropped));
                    }
                }
            }
            List<RowKey> damaged = List.copyOf(replica.damaged().keys());
            TreeAnswer answer = damaged.size() > MAX_NAMED
                    ? new TreeAnswer(
                            question.partition(), question.round(), List.of(), List.of(), damaged.subList(0, MAX_NAMED))
                    : new TreeAnswer(question.partition(), question.round(), different, keys, damaged);
            shard.send(node, answer, Hold.NONE);
        });
    }

    public void onAnswer(int node, TreeAnswer answer) {
        Optional<PartitionReplica> owned = shard.replica(answer.partition());
        roundOf(node, answer.partition(), answer.round())
                .filter(round -> owned.isPresent() && !round.waits())
                .ifPresent(round -> {
                    round.damagedThere(answer.damaged());
                    round.descent().answered(owned.orElseThrow(), answer);
                    askNext(owned.orElseThrow(), round);
                });
    }

    private Optional<TreeRound> roundOf(int node, int partition, long number) {
        return Optional.ofNullable(running.get(partition))
                .filter(round -> round.node == node && round.number == number && round.ownActor.equals(shard.actor()));
    }

    // The rows.

    private void compareMore(PartitionReplica replica, TreeRound round) {
        Optional<RowKey> next = round.nextToCompare();
        while (next.isPresent()) {
            RowKey key = next.get();
            // Nothing can be said of a damaged one; it is replaced by other means.
            replica.readable(key).ifPresent(row -> {
                KnownRow known = KeyDifference.digest(row, replica.clock());
                round.comparing(key, known);
                round.sinceNanos = shard.now().nanos();
                shard.send(
                        round.node, new CompareRow(replica.partition(), round.number, key, known), Hold.UNTIL_DURABLE);
            });
            next = round.nextToCompare();
        }
        if (!round.hasSuspects()) {
            ended(replica, round);
        }
    }

    public void onCompare(int node, CompareRow question) {
        shard.replica(question.partition()).ifPresent(replica -> {
            RowKey key = question.key();
            KnownRow known = question.known();
            Optional<Row> readable = replica.readable(key);
            if (readable.isEmpty()) {
                return;
            }
            Row row = readable.get();
            List<LogEntry> entries = new ArrayList<>(
                    replica.entriesOf(row.versions().stream().map(Version::dot).toList()));
            entries.addAll(replica.log().undoing(row, known.live()));
            // Of a dropped bucket there is no row, and that says nothing.
            Beyond beyond = shard.topology().isDropped(key.bucket())
                    ? Beyond.UNSURE
                    : new KeyDifference(replica, shard.config()).beyond(key, known.rowContext(), known.clock());
            shard.send(
                    node,
                    new ComparedRow(question.partition(), question.round(), key, row, entries, replica.clock(), beyond),
                    Hold.UNTIL_DURABLE);
        });
    }

    public void onCompared(int node, ComparedRow answer) {
        Optional<PartitionReplica> owned = shard.replica(answer.partition());
        Optional<TreeRound> round = roundOf(node, answer.partition(), answer.round());
        if (owned.isEmpty() || round.isEmpty()) {
            return;
        }
        boolean readable = owned.get().readable(answer.key()).isPresent();
        round.get().compared(answer.key()).ifPresent(asked -> {
            if (readable && !shard.topology().isDropped(answer.key().bucket())) {
                round.get().clean &= mender.mend(owned.get(), node, asked, answer);
            }
            compareMore(owned.get(), round.get());
        });
    }

    // What is known.

    /** When the pair was last found equal, wall time in milliseconds; 0 if it was not yet. */
    long verifiedMillis(Pair pair) {
        return verifiedMillis.getOrDefault(pair, 0L);
    }

    /** When the pair was found equal for which that was longest ago: 0 if some was not yet, now if there is no pair. */
    public long oldestVerifiedMillis() {
        return pairs().stream()
                .mapToLong(this::verifiedMillis)
                .min()
                .orElse(shard.now().wallMillis());
    }

    int running() {
        return running.size();
    }

    RowMender mender() {
        return mender;
    }

    /** A node has applied what it was sent under this request, perhaps a mended row. */
    public void onApplied(long request) {
        mender.onApplied(request);
    }

    /** A row was mended by other means: consumers of changes are told, as soon as that may be. */
    public void tell(PartitionReplica replica, RowKey key) {
        mender.tell(replica, key);
    }

    public void onRestore(RestoreRow message) {
        mender.onRestore(message);
    }
}

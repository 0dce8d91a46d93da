package io.kvorum.replication.coordinate;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.quorum.QuorumTally.Verdict;
import io.kvorum.replication.replica.CounterSum;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.CounterLacking;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest.ReadCounter;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The value of a counter, in two steps. As many replicas as the level asks for say which increments they have that the coordinator's clock
 * lacks; and the coordinator finds those that their clocks lack. These few are read like any row, at the same level, laggards written back.
 * The value is the coordinator's own sum and what of these it did not have: each increment in it is at as many replicas as the level asks for, so
 * that a later read shows it, too. What it costs does not depend on how many increments there are, only on how many are on their way.
 */
final class CounterRead implements Coordinator {
    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final Checked request;
    private final ReadCounter read;
    private final PartitionReplica replica;
    private final long number;
    private final long deadlineNanos;
    /** This replica's clock, and what it has, when the read began: others are asked what they have beside that. */
    private final DotSet clock;

    private final CounterSum own;
    private final long asOfMillis;
    private final Set<Integer> asked = new TreeSet<>();
    private final Set<Integer> failed = new TreeSet<>();
    private final SortedMap<Integer, CounterLacking> answers = new TreeMap<>();
    private final NavigableSet<Bytes> onTheirWay = new TreeSet<>();
    private boolean decided;
    private boolean ended;
    private int reads;
    private BigInteger sum = BigInteger.ZERO;

    private CounterRead(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            Checked request,
            ReadCounter read,
            long deadlineNanos) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.read = read;
        this.replica = shard.replica(request.partition()).orElseThrow();
        this.number = shard.nextRequest();
        this.deadlineNanos = deadlineNanos;
        this.clock = replica.clock();
        this.own = replica.indexes().counters().of(request.key());
        this.asOfMillis = replica.asOfMillis();
    }

    static void start(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            Checked request,
            ReadCounter read,
            long deadlineNanos) {
        CounterRead started = new CounterRead(shard, pending, target, request, read, deadlineNanos);
        pending.add(started.number, started, deadlineNanos);
        started.asked.add(shard.node());
        started.ask(false);
        shard.timer(shard.limits().readHedgeDelay(), new Timer.ReadHedge(started.number));
        started.progress();
    }

    /** Not kept from one answer to the next: whose answer turns out to be of no use counts no more. */
    private QuorumTally answered() {
        QuorumTally tally = request.newTally();
        tally.acknowledged(shard.node());
        answers.keySet().forEach(tally::acknowledged);
        if (!shard.makes(PlantedBug.COUNTER_ANSWER_OF_NO_USE_COUNTS)) {
            failed.forEach(tally::failed);
        } else {
            failed.forEach(tally::acknowledged);
        }
        return tally;
    }

    /** As many replicas as the level still needs: those first that can be reached, and of them those of this region. */
    private void ask(boolean everybody) {
        QuorumTally hoped = request.newTally();
        asked.stream()
                .filter(node -> shard.isUp(node) && !failed.contains(node))
                .forEach(hoped::acknowledged);
        List<Integer> order = new ArrayList<>(request.owners());
        String region = shard.regionOf(shard.node());
        order.sort(Comparator.comparing((Integer node) -> !shard.isUp(node))
                .thenComparing(node -> !shard.regionOf(node).equals(region)));
        for (int node : order) {
            if ((everybody || hoped.verdict() != Verdict.MET) && asked.add(node)) {
                long remaining = Math.max(0, deadlineNanos - shard.now().nanos());
                PeerMessage question =
                        new PeerMessage.Forward(number, request.partition(), remaining, read.relativeTo(clock));
                shard.send(node, question, Hold.NONE);
                hoped.acknowledged(node);
            }
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (decided || !request.owners().contains(node) || !(answer instanceof PeerMessage.Forwarded forwarded)) {
            return;
        }
        if (forwarded.reply() instanceof CounterLacking lacking && lacking.isComplete()) {
            take(node, lacking);
        } else {
            fail(node);
        }
        progress();
    }

    /** Beside what the other replica has and this one lacks, what this one has and the other lacks. */
    private void take(int node, CounterLacking theirs) {
        CounterLacking ours = Counters.lacking(shard, replica, request.key(), clock.minus(theirs.clock()));
        if (!ours.isComplete()) {
            fail(node);
            return;
        }
        answers.put(node, theirs);
        theirs.increments().stream().filter(element -> !isInOwnFold(element)).forEach(onTheirWay::add);
        if (!shard.makes(PlantedBug.COUNTER_SHOWS_WHAT_IT_ALONE_HAS)) {
            onTheirWay.addAll(ours.increments());
        }
    }

    /** The other one may have a row of it, still or again. */
    private boolean isInOwnFold(Bytes element) {
        Bytes sub = read.type().sub(element);
        return !Increments.isFold(sub) && Increments.issuedAtMillis(sub) <= own.foldedMillis();
    }

    /** It cannot be counted: it is gone, or one of the two is so far behind that neither can tell what. */
    private void fail(int node) {
        failed.add(node);
        ask(true);
    }

    private void progress() {
        if (decided) {
            return;
        }
        Verdict verdict = answered().verdict();
        if (verdict == Verdict.IMPOSSIBLE) {
            end(Failures.unavailable(
                    Outcome.NOT_APPLIED,
                    "too few of the replicas " + request.owners() + " can be reached, and are close enough to each"
                            + " other, for a level of " + request.requirement().total()
                            + "; a read changes nothing; retry, or ask for a lower level",
                    Receipt.NONE));
        } else if (verdict == Verdict.MET) {
            decide();
        }
    }

    private void decide() {
        decided = true;
        sum = own.total();
        if (onTheirWay.size() > pending.room()) {
            end(Failures.overloaded("this node has too many requests in flight"));
        } else if (shard.makes(PlantedBug.COUNTER_OF_ONE_REPLICA) || onTheirWay.isEmpty()) {
            finish();
        } else {
            reads = onTheirWay.size();
            onTheirWay.forEach(this::read);
        }
    }

    private void read(Bytes element) {
        if (ended) {
            return;
        }
        RowKey key = new RowKey(
                request.key().bucket(), request.key().key(), read.type().sub(element));
        if (Increments.isFold(key.sub())) {
            ReplyTarget.Inner inner = new ReplyTarget.Inner(this::readFold);
            ReadCoordinator.start(shard, pending, inner, request.ofElement(key), deadlineNanos);
            return;
        }
        // It may have come here since, under any dot.
        boolean counted = replica.readable(key).stream()
                .flatMap(row -> row.versions().stream())
                .anyMatch(version -> clock.contains(version.dot()));
        ReplyTarget.Inner inner = new ReplyTarget.Inner(reply -> read(counted, reply));
        ReadCoordinator.start(shard, pending, inner, request.ofElement(key), deadlineNanos);
    }

    /** @param counted it was in this replica's own sum when the read began */
    private void read(boolean counted, ClientReply reply) {
        if (ended) {
            return;
        }
        if (reply instanceof ClientReply.Found row) {
            if (!counted || shard.makes(PlantedBug.INCREMENT_ON_ITS_WAY_COUNTS_TWICE)) {
                sum = sum.add(
                        BigInteger.valueOf(Increments.delta(row.versions()).orElse(0)));
            }
            if (--reads == 0) {
                finish();
            }
        } else {
            end(reply instanceof Failed failure ? failure : Failures.overloaded("an increment was not read"));
        }
    }

    /** The sum of folded increments was on its way: it is as far as the level asks now, and here. */
    private void readFold(ClientReply reply) {
        if (ended) {
            return;
        }
        if (reply instanceof ClientReply.Found row && isHere(Increments.folded(row.versions()))) {
            if (--reads == 0) {
                finish();
            }
        } else {
            end(reply instanceof Failed failure ? failure : Failures.overloaded("a folded sum was not read"));
        }
    }

    /** It is not if the row of the sum was found damaged here. */
    private boolean isHere(Optional<Operand.Fold> fold) {
        long folded = replica.indexes().counters().of(request.key()).foldedMillis();
        return fold.isPresent() && fold.get().upToMillis() <= folded;
    }

    /** What was read before does not tell which of it is in the sum that is here now. */
    private boolean isFoldedMeanwhile() {
        return replica.indexes().counters().of(request.key()).foldedMillis() != own.foldedMillis()
                && !shard.makes(PlantedBug.COUNTER_READ_OVER_A_FOLD);
    }

    private void startAgain() {
        ended = true;
        decided = true;
        pending.remove(number);
        start(shard, pending, target, request, read, deadlineNanos);
    }

    private void finish() {
        if (isFoldedMeanwhile()) {
            startAgain();
            return;
        }
        if (!Counters.isInRange(sum)) {
            end(Failures.refused(
                    ErrorCode.OUT_OF_RANGE,
                    "increments that did not see each other have brought the counter to " + sum
                            + ", which no 64-bit number can say; none is lost"
                            + (read.type() == CellType.COUNTER ? ": take some back" : "")));
            return;
        }
        Receipt receipt = new Receipt(
                request.requirement().total(), answered().acknowledgedNodes(), List.of(), true, List.of(), asOfMillis);
        end(new ClientReply.CounterFound(sum.longValueExact(), receipt));
    }

    /** The sum may have increments of a batch that is not yet durable. */
    private void end(ClientReply reply) {
        ended = true;
        decided = true;
        pending.remove(number);
        shard.reply(target, reply, Hold.UNTIL_DURABLE);
    }

    @Override
    public void onPeerDown(int node) {
        if (!decided && request.owners().contains(node) && !answers.containsKey(node)) {
            failed.add(node);
            ask(false);
            progress();
        }
    }

    @Override
    public void onHedge() {
        if (!decided) {
            ask(true);
        }
    }

    @Override
    public void onDeadline() {
        end(Failures.deadline(
                Outcome.NOT_APPLIED,
                "the deadline came before " + request.requirement().total()
                        + " replicas had answered; a read changes nothing; retry, or ask for a lower level",
                Receipt.NONE));
    }
}

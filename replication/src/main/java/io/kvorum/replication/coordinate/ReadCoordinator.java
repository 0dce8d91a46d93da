package io.kvorum.replication.coordinate;

import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.CoreMeter.RepairReason;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.ApplyAnswer;
import io.kvorum.replication.message.PeerMessage.RowAnswer;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.quorum.QuorumTally.Verdict;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A read, coordinated by a replica of the key, in two counts: who has answered, and who is known to hold the merged row. It
 * answers when both reach the level: with the laggards of the quorum written back first, a later quorum read cannot see less
 * (monotonic quorum reads).
 */
final class ReadCoordinator implements Coordinator {
    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final Checked request;
    private final PartitionReplica replica;
    private final long number;
    private final ReadAnswers answers;
    private final QuorumTally answered;
    private final Set<Integer> asked = new TreeSet<>();
    private final Set<Integer> failed = new TreeSet<>();
    private boolean localChanged;

    /** Set once the answers suffice: the row that will be shown, and who holds it. */
    private Optional<FilledRow> decided = Optional.empty();

    private List<LogEntry> decidedEntries = List.of();
    private final Set<Integer> writtenBack = new TreeSet<>();

    private List<Integer> disagreed = List.of();

    /** Of the moment of the decision: while laggards are written back an exchange may bring what the row does not show. */
    private long asOfMillis;

    private QuorumTally holders;

    private ReadCoordinator(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            Checked request,
            PartitionReplica replica,
            Row local) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.replica = replica;
        this.number = shard.nextRequest();
        this.answers = new ReadAnswers(shard, replica, request.key(), local);
        this.answered = request.newTally();
        this.holders = request.newTally();
    }

    static void start(ShardState shard, Pending pending, ReplyTarget target, Checked request, long deadlineNanos) {
        PartitionReplica replica = shard.replica(request.partition()).orElseThrow();
        Optional<Row> local = replica.readable(request.key());
        if (local.isEmpty()) {
            shard.reply(target, Failures.damaged(Outcome.NOT_APPLIED), Hold.NONE);
            return;
        }
        ReadCoordinator read = new ReadCoordinator(shard, pending, target, request, replica, local.get());
        pending.add(read.number, read, deadlineNanos);
        read.answered.acknowledged(shard.node());
        read.asked.add(shard.node());
        read.askForMore(false);
        if (!read.progress()) {
            shard.timer(shard.limits().readHedgeDelay(), new Timer.ReadHedge(read.number));
        }
    }

    /** Asks as many replicas as the level still needs, the reachable ones and those of this region first. */
    private void askForMore(boolean everybody) {
        QuorumTally hoped = request.newTally();
        for (int node : asked) {
            if (!failed.contains(node)) {
                hoped.acknowledged(node);
            }
        }
        for (int node : inOrderOfPromise()) {
            boolean enough = hoped.verdict() == Verdict.MET && !everybody;
            if (!enough && asked.add(node)) {
                ask(node);
                hoped.acknowledged(node);
            }
        }
    }

    private List<Integer> inOrderOfPromise() {
        List<Integer> order = new ArrayList<>(request.owners());
        String region = shard.regionOf(shard.node());
        order.sort(java.util.Comparator.comparing((Integer node) -> !shard.isUp(node))
                .thenComparing(node -> !shard.regionOf(node).equals(region)));
        return order;
    }

    private void ask(int node) {
        PeerMessage question = new PeerMessage.ReadRow(
                number, request.partition(), request.key(), Optional.of(answers.digest()), Optional.empty());
        // A question may show unsynced state: nobody stores it, and the answer to the client is held.
        shard.send(node, question, Hold.NONE);
    }

    /** @return whether the read has ended */
    private boolean progress() {
        if (decided.isEmpty()) {
            if (answered.verdict() == Verdict.IMPOSSIBLE) {
                unavailable();
                return true;
            }
            if (answered.verdict() != Verdict.MET) {
                return false;
            }
            FilledRow merged = answers.merged();
            if (!merged.context().containsAll(request.context().dots())) {
                return askForWhatTheSessionSaw();
            }
            decide(merged);
        }
        if (holders.verdict() == Verdict.MET || shard.makes(PlantedBug.ANSWER_BEFORE_WRITE_BACK)) {
            reply();
            return true;
        }
        if (holders.verdict() == Verdict.IMPOSSIBLE) {
            unavailable();
            return true;
        }
        return false;
    }

    /**
     * The answer must cover all that the session's token covers. The versions that it showed are not enough: a removal that
     * the session knew of may have nothing to do with them. Dots of other keys are among them, so a replica that is only
     * behind there is passed by as well. What no replica has may still be a hint: the read fails, and says so.
     */
    private boolean askForWhatTheSessionSaw() {
        if (asked.stream().allMatch(node -> answers.has(node) || failed.contains(node))
                && asked.containsAll(request.owners())) {
            unavailable();
            return true;
        }
        askForMore(true);
        return false;
    }

    private void decide(FilledRow merged) {
        decided = Optional.of(merged);
        disagreed = answers.disagreed(merged);
        asOfMillis = answers.asOfMillis();
        if (answers.localLags(merged)) {
            if (replica.merge(request.key(), merged, answers.entries())) {
                localChanged = true;
                shard.meter().readRepair(RepairReason.COORDINATOR);
            } else {
                // Found damaged since the read began.
                failed.add(shard.node());
                holders.failed(shard.node());
            }
        }
        List<Integer> laggards = answers.laggards(merged);
        for (int node : asked) {
            if (answers.has(node) && !laggards.contains(node) && !failed.contains(node)) {
                holders.acknowledged(node);
            }
        }
        if (laggards.isEmpty() && holders.verdict() == Verdict.MET) {
            // Nobody will be written to.
            return;
        }
        decidedEntries = entriesOf(merged);
        laggards.forEach(node -> writeBack(node, RepairReason.LAGGARD));
        if (!laggards.isEmpty()) {
            shard.timer(shard.limits().readHedgeDelay(), new Timer.ReadHedge(number));
        }
    }

    private List<LogEntry> entriesOf(FilledRow merged) {
        List<LogEntry> entries = new ArrayList<>(replica.entriesOf(merged.liveDots()));
        answers.entries().stream().filter(entry -> !entries.contains(entry)).forEach(entries::add);
        return entries;
    }

    private void writeBack(int node, RepairReason reason) {
        if (writtenBack.add(node)) {
            shard.meter().readRepair(reason);
            shard.send(
                    node,
                    new PeerMessage.RepairRow(
                            number, request.partition(), request.key(), decided.orElseThrow(), decidedEntries),
                    Hold.UNTIL_DURABLE);
        }
    }

    /** A laggard of the quorum may have died, or does not acknowledge: any other replica that takes the row will do. */
    private void writeBackToOthers() {
        for (int node : request.owners()) {
            if (shard.isUp(node) && !holders.acknowledgedNodes().contains(node)) {
                writeBack(node, RepairReason.SUBSTITUTE);
            }
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        switch (answer) {
            case RowAnswer row -> {
                if (decided.isEmpty() && request.owners().contains(node)) {
                    answers.add(node, row);
                    answered.acknowledged(node);
                    progress();
                }
            }
            case ApplyAnswer repaired -> {
                if (decided.isPresent() && repaired.result() == ApplyResult.APPLIED) {
                    holders.acknowledged(node);
                    progress();
                }
            }
            default -> {}
        }
    }

    @Override
    public void onPeerDown(int node) {
        if (!request.owners().contains(node) || (decided.isEmpty() && answers.has(node))) {
            return;
        }
        failed.add(node);
        answered.failed(node);
        if (!holders.acknowledgedNodes().contains(node)) {
            holders.failed(node);
        }
        if (decided.isEmpty()) {
            askForMore(false);
        } else {
            writeBackToOthers();
        }
        progress();
    }

    @Override
    public void onHedge() {
        if (decided.isEmpty()) {
            askForMore(true);
        } else {
            writeBackToOthers();
        }
    }

    @Override
    public void onDeadline() {
        pending.remove(number);
        shard.reply(
                target,
                Failures.deadline(
                        Outcome.NOT_APPLIED,
                        "the deadline came before " + request.requirement().total()
                                + " replicas had answered; a read changes nothing; retry, or ask for a lower level",
                        receipt()),
                Hold.NONE);
    }

    private void unavailable() {
        pending.remove(number);
        shard.reply(
                target,
                Failures.unavailable(
                        Outcome.NOT_APPLIED,
                        "too few of the replicas " + request.owners() + " can be reached for a level of "
                                + request.requirement().total()
                                + ", or none has what this session saw; a read changes nothing;"
                                + " retry, or ask for a lower level",
                        receipt()),
                Hold.NONE);
    }

    private void reply() {
        pending.remove(number);
        FilledRow row = decided.orElseThrow();
        // The context names what has expired, too: the next write replaces it.
        List<Version> live = Expiry.unexpired(row.versions(), shard.now().wallMillis());
        CausalContext seen = shard.makes(PlantedBug.EXPIRED_NOT_NAMED)
                ? new FilledRow(live, row.context()).toContext()
                : row.toContext();
        CausalContext given = new CausalContext(
                pending.inFlight().withoutOtherKeys(request.partition(), request.key(), seen.dots()), seen.shown());
        List<Version> shown = Rows.shown(live);
        shard.meter().read(shown.size());
        ClientReply found = new ClientReply.Found(shown, request.seal(shard, given), receipt());
        boolean shows = localChanged || replica.isUnsynced(request.key(), shard.actor());
        shard.reply(target, found, shows ? Hold.UNTIL_DURABLE : Hold.NONE);
    }

    private Receipt receipt() {
        return new Receipt(
                request.requirement().total(),
                answered.acknowledgedNodes(),
                List.of(),
                answered.verdict() == Verdict.MET,
                disagreed,
                shard.makes(PlantedBug.AS_OF_OF_THE_ANSWER) ? answers.asOfMillis() : asOfMillis);
    }
}

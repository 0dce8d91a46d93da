package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.ApplyAnswer;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest.Write;
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
 * A write, coordinated by a replica of its key. The mutation is applied here and leaves at once, so that all replicas fsync
 * it at one time; after a crash that takes it back here the node goes on as a new actor, and its dot is never given again.
 * This replica's own acknowledgement comes as a message to itself, held until it is durable, like those of the others.
 */
final class WriteCoordinator implements Coordinator {
    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final Checked request;
    private final Write write;
    private final boolean sloppy;
    private final long number;
    private final QuorumTally tally;
    private final Set<Integer> askedFallbacks = new TreeSet<>();
    private boolean tooOldSomewhere;
    private boolean overloadedSomewhere;

    /** What the reply says, once the plan is made. */
    private Dot dot;

    private CausalContext contextAfter = CausalContext.EMPTY;

    /** Empty if what goes out is a row, for then there is nothing that a fallback could keep. */
    private Optional<Mutation> mutation = Optional.empty();

    private WriteCoordinator(
            ShardState shard, Pending pending, ReplyTarget target, Checked request, Write write, Dot noDot) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.write = write;
        this.sloppy =
                write.sloppy().orElse(request.bucket().sloppy()) || shard.makes(PlantedBug.FALLBACK_COUNTS_AS_PRIMARY);
        this.number = shard.nextRequest();
        this.tally = request.newTally();
        this.dot = noDot;
    }

    static void start(
            ShardState shard, Pending pending, ReplyTarget target, Checked request, Write write, long deadlineNanos) {
        PartitionReplica replica = shard.replica(request.partition()).orElseThrow();
        WriteCoordinator coordinator =
                new WriteCoordinator(shard, pending, target, request, write, new Dot(shard.actor(), 1));
        if (!coordinator.isPossible()) {
            boolean isRetry = replica.log().find(write.writeId()).isPresent();
            shard.reply(target, unreachable(request, isRetry), Hold.NONE);
            return;
        }
        switch (WritePlan.of(shard, replica, request, write)) {
            case WritePlan.Refuse refuse -> shard.reply(target, refuse.failure(), Hold.NONE);
            case WritePlan.Send send -> coordinator.send(replica, send, deadlineNanos);
            case WritePlan.SendWhatReplacedIt replaced -> coordinator.sendRow(replica, replaced, deadlineNanos);
        }
    }

    private static Failed unreachable(Checked request, boolean isRetry) {
        // Of a retry whose first attempt is here "not applied" would be a lie: that attempt is on its way to the
        // others.
        return Failures.unavailable(
                isRetry ? Outcome.UNKNOWN : Outcome.NOT_APPLIED,
                "level needs " + request.requirement().total() + " of the replicas " + request.owners()
                        + ", of which too few can be reached; "
                        + (isRetry
                                ? "an earlier attempt of this write is in; retry with the same write id"
                                : "nothing was changed; retry, or ask for a lower level or a sloppy write"),
                Receipt.NONE);
    }

    /** Could the level be met by the nodes that can be reached now? Asked before a dot is minted. */
    private boolean isPossible() {
        QuorumTally reachable = request.newTally();
        int down = 0;
        for (int owner : request.owners()) {
            if (shard.isUp(owner)) {
                reachable.acknowledged(owner);
            } else {
                down++;
            }
        }
        if (reachable.verdict() == QuorumTally.Verdict.MET) {
            return true;
        }
        if (!sloppy) {
            return false;
        }
        for (int fallback : shard.topology().fallbacks(request.partition())) {
            if (down > 0 && shard.isUp(fallback)) {
                reachable.acknowledgedByFallback(fallback);
                down--;
            }
        }
        return reachable.metWithFallbacks();
    }

    private void send(PartitionReplica replica, WritePlan.Send send, long deadlineNanos) {
        Mutation sent = send.mutation();
        mutation = Optional.of(sent);
        dot = sent.dot();
        contextAfter = WritePlan.contextAfter(request.context(), sent);
        if (!send.isNew() && shard.makes(PlantedBug.KNOWN_ID_ANSWERED_AT_ONCE)) {
            replyWritten();
            return;
        }
        ApplyResult here = replica.apply(request.key(), sent, send.row());
        if (send.isNew() && here != ApplyResult.APPLIED) {
            // Nothing would remember the dot, and it would be minted again.
            throw new IllegalStateException("a new dot was not applied: " + sent.dot() + " " + here);
        }
        pending.add(number, this, deadlineNanos);
        pending.inFlight().add(request.partition(), request.key(), dot);
        shard.send(shard.node(), new ApplyAnswer(number, request.partition(), here), Hold.UNTIL_DURABLE);
        sendToOthers(new PeerMessage.ApplyMutation(number, request.partition(), request.key(), sent), Hold.NONE);
        if (sloppy) {
            askFallbacksForUnreachable();
            shard.timer(shard.limits().readHedgeDelay(), new Timer.ReadHedge(number));
        }
    }

    private void sendRow(PartitionReplica replica, WritePlan.SendWhatReplacedIt replaced, long deadlineNanos) {
        FilledRow row = replica.filled(request.key());
        List<LogEntry> entries = new ArrayList<>(replica.entriesOf(row.liveDots()));
        replica.log().entry(replaced.remover()).ifPresent(entries::add);
        dot = replaced.remover();
        contextAfter = request.context();
        pending.add(number, this, deadlineNanos);
        shard.send(shard.node(), new ApplyAnswer(number, request.partition(), ApplyResult.APPLIED), Hold.UNTIL_DURABLE);
        sendToOthers(
                new PeerMessage.RepairRow(number, request.partition(), request.key(), row, entries),
                Hold.UNTIL_DURABLE);
    }

    private void sendToOthers(PeerMessage message, Hold hold) {
        for (int owner : request.owners()) {
            if (owner != shard.node()) {
                shard.send(owner, message, hold);
            }
        }
    }

    private void askFallbacksForUnreachable() {
        for (int owner : request.owners()) {
            if (!shard.isUp(owner)) {
                askOneFallback();
            }
        }
    }

    private void askOneFallback() {
        if (mutation.isEmpty()) {
            return;
        }
        for (int fallback : shard.topology().fallbacks(request.partition())) {
            if (shard.isUp(fallback) && askedFallbacks.add(fallback)) {
                shard.send(
                        fallback,
                        new PeerMessage.KeepHint(number, request.partition(), request.key(), mutation.get()),
                        Hold.UNTIL_DURABLE);
                return;
            }
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (!(answer instanceof ApplyAnswer apply)) {
            return;
        }
        boolean isOwner = request.owners().contains(node);
        switch (apply.result()) {
            case APPLIED -> {
                if (isOwner) {
                    tally.acknowledged(node);
                } else {
                    tally.acknowledgedByFallback(node);
                }
            }
            case TOO_OLD -> tooOldSomewhere = true;
            case OVERLOADED -> overloadedSomewhere = true;
            case NOT_OWNER, DAMAGED -> {}
        }
        if (apply.result() != ApplyResult.APPLIED && isOwner) {
            tally.failed(node);
        }
        settle();
    }

    @Override
    public void onPeerDown(int node) {
        if (request.owners().contains(node)) {
            tally.failed(node);
            if (sloppy) {
                askOneFallback();
            }
            settle();
        }
    }

    @Override
    public void onHedge() {
        if (!sloppy) {
            return;
        }
        for (int owner : request.owners()) {
            if (!tally.acknowledgedNodes().contains(owner) && shard.isUp(owner)) {
                askOneFallback();
            }
        }
    }

    @Override
    public void onDeadline() {
        leave();
        Outcome outcome = shard.makes(PlantedBug.DEADLINE_FORGETS_WRITE) ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
        shard.reply(
                target,
                Failures.deadline(
                        outcome,
                        "the deadline came before " + request.requirement().total()
                                + " replicas had acknowledged; the write may be in; retry with the same write id",
                        receipt()),
                Hold.NONE);
    }

    private void settle() {
        boolean met = tally.verdict() == QuorumTally.Verdict.MET;
        if (met || (sloppy && tally.metWithFallbacks())) {
            leave();
            replyWritten();
            watchConvergence();
        } else if (tally.verdict() == QuorumTally.Verdict.IMPOSSIBLE && !sloppy) {
            leave();
            shard.reply(target, impossible(), Hold.NONE);
        }
    }

    private void watchConvergence() {
        if (mutation.isPresent()) {
            Set<Integer> missing = new TreeSet<>(request.owners());
            missing.removeAll(tally.acknowledgedNodes());
            pending.convergence()
                    .acknowledged(
                            number, request.partition(), dot, request.bucket().name(), missing);
        }
    }

    private void leave() {
        pending.remove(number);
        pending.inFlight().remove(request.partition(), dot);
    }

    private Failed impossible() {
        if (tooOldSomewhere) {
            return WritePlan.tooOld(write);
        }
        String why = overloadedSomewhere ? "replicas are overloaded" : "replicas failed or cannot be reached";
        return Failures.unavailable(
                Outcome.UNKNOWN,
                why + " and the level of " + request.requirement().total()
                        + " cannot be met any more; the write may be in; retry with the same write id",
                receipt());
    }

    private void replyWritten() {
        ClientReply written = new ClientReply.Written(request.seal(shard, contextAfter), dot, receipt());
        shard.reply(target, written, Hold.NONE);
    }

    private Receipt receipt() {
        return new Receipt(
                request.requirement().total(),
                tally.acknowledgedNodes(),
                tally.fallbackNodes(),
                tally.verdict() == QuorumTally.Verdict.MET,
                List.of(),
                0);
    }
}

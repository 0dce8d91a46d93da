package io.kvorum.replication.coordinate;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.Forwarded;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request whose key this node does not own: handed to one that does, and to the next one if that one dies. A write carries
 * its write id, so that handing it on twice has the effect of once.
 */
final class ForwardCoordinator implements Coordinator {
    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final ClientRequest request;
    private final int partition;
    private final List<Integer> candidates;
    private final long deadlineNanos;
    private final long number;
    private final Set<Integer> tried = new TreeSet<>();
    private int current;
    private boolean outcomeUnknown;

    private ForwardCoordinator(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            ClientRequest request,
            int partition,
            List<Integer> candidates,
            long deadlineNanos) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.partition = partition;
        this.candidates = candidates;
        this.deadlineNanos = deadlineNanos;
        this.number = shard.nextRequest();
    }

    /** @param candidates in the order in which they are tried */
    static void start(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            ClientRequest request,
            int partition,
            List<Integer> candidates,
            long deadlineNanos) {
        ForwardCoordinator forward =
                new ForwardCoordinator(shard, pending, target, request, partition, candidates, deadlineNanos);
        pending.add(forward.number, forward, deadlineNanos);
        forward.tryNext();
    }

    private void tryNext() {
        Optional<Integer> next = candidates.stream()
                .filter(node -> shard.isUp(node) && !tried.contains(node))
                .findFirst();
        if (next.isEmpty()) {
            pending.remove(number);
            shard.reply(
                    target,
                    Failures.unavailable(
                            outcome(),
                            "none of the nodes " + candidates + " can be reached; retry"
                                    + (outcomeUnknown ? " with the same write id" : ""),
                            Receipt.NONE),
                    Hold.NONE);
            return;
        }
        current = next.get();
        tried.add(current);
        long remaining = Math.max(0, deadlineNanos - shard.now().nanos());
        shard.send(current, new PeerMessage.Forward(number, partition, remaining, asItIsNow()), Hold.NONE);
    }

    /** Once a replica may have begun with it, an update of a register is a retry. */
    private ClientRequest asItIsNow() {
        return outcomeUnknown && request instanceof ClientRequest.UpdateRegister register
                ? new ClientRequest.UpdateRegister(
                        register.bucket(), register.update().asRetry())
                : request;
    }

    private Outcome outcome() {
        return outcomeUnknown ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    }

    private boolean changesData() {
        return !(request instanceof ClientRequest.Read
                || request instanceof ClientRequest.ReadRegister
                || request instanceof ClientRequest.ListElements
                || request instanceof ClientRequest.CountElements
                || request instanceof ClientRequest.ReadCounter
                || request instanceof ClientRequest.Explain);
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (!(answer instanceof Forwarded forwarded) || node != current) {
            return;
        }
        if (forwarded.reply() instanceof Failed failed && failed.code() == ErrorCode.NOT_READY) {
            tryNext();
            return;
        }
        pending.remove(number);
        shard.reply(target, honest(forwarded.reply()), Hold.NONE);
    }

    /** After an attempt whose outcome is unknown, another one's "not applied" says nothing about the first. */
    private ClientReply honest(ClientReply reply) {
        return outcomeUnknown && reply instanceof Failed failed && failed.outcome() == Outcome.NOT_APPLIED
                ? new Failed(
                        failed.code(), Outcome.UNKNOWN, failed.message(), failed.receipt(), failed.retryAfterMillis())
                : reply;
    }

    @Override
    public void onPeerDown(int node) {
        if (node == current) {
            outcomeUnknown |= changesData();
            tryNext();
        }
    }

    @Override
    public void onHedge() {}

    @Override
    public void onDeadline() {
        pending.remove(number);
        shard.reply(
                target,
                Failures.deadline(
                        changesData() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED,
                        "the deadline came before node " + current + " had answered",
                        Receipt.NONE),
                Hold.NONE);
    }
}

package io.kvorum.replication.coordinate;

import io.kvorum.crdt.row.Mutation;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.hint.HintStore;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.ApplyAnswer;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest.Write;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.List;
import java.util.Optional;

/**
 * A sloppy write when none of the key's replicas can be reached: this node mints under its own actor and keeps the mutation
 * as a hint, and so do as many other fallbacks as the level asks for.
 */
final class FallbackWrite implements Coordinator {
    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final Checked request;
    private final Mutation mutation;
    private final long number;
    private final QuorumTally tally;

    private FallbackWrite(ShardState shard, Pending pending, ReplyTarget target, Checked request, Mutation mutation) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.mutation = mutation;
        this.number = shard.nextRequest();
        this.tally = request.newTally();
    }

    static void start(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            Checked request,
            Write write,
            HintStore hints,
            long deadlineNanos) {
        QuorumTally possible = request.newTally();
        possible.acknowledgedByFallback(shard.node());
        List<Integer> others = shard.topology().fallbacks(request.partition()).stream()
                .filter(node -> node != shard.node() && shard.isUp(node))
                .limit(request.owners().size() - 1L)
                .toList();
        others.forEach(possible::acknowledgedByFallback);
        if (!possible.metWithFallbacks()) {
            shard.reply(
                    target,
                    Failures.unavailable(
                            Outcome.NOT_APPLIED,
                            "no replica of the key and too few fallbacks can be reached; nothing was changed; retry",
                            Receipt.NONE),
                    Hold.NONE);
            return;
        }
        if (WritePlan.isOutsideWindow(shard, write)) {
            shard.reply(target, WritePlan.tooOld(write), Hold.NONE);
            return;
        }
        if (hints.isFull()) {
            shard.reply(target, Failures.overloaded("this node keeps as many hints as it may"), Hold.NONE);
            return;
        }
        long fingerprint = WritePlan.fingerprint(request, write);
        Optional<Mutation> known = hints.find(request.partition(), write.writeId());
        if (known.isPresent() && known.get().fingerprint() != fingerprint) {
            shard.reply(target, WritePlan.reused(write), Hold.NONE);
            return;
        }
        Mutation mutation = known.orElseGet(() -> new Mutation(
                hints.mint(request.partition(), shard.actor()),
                write.writeId(),
                fingerprint,
                Typed.stored(shard, write),
                request.context(),
                Ttl.expiresAtMillis(shard, request, write)));
        FallbackWrite fallback = new FallbackWrite(shard, pending, target, request, mutation);
        pending.add(fallback.number, fallback, deadlineNanos);
        ApplyResult kept = hints.keep(request.partition(), request.key(), mutation);
        shard.send(shard.node(), new ApplyAnswer(fallback.number, request.partition(), kept), Hold.UNTIL_DURABLE);
        for (int node : others) {
            shard.send(
                    node,
                    new PeerMessage.KeepHint(fallback.number, request.partition(), request.key(), mutation),
                    Hold.UNTIL_DURABLE);
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (answer instanceof ApplyAnswer kept && kept.result() == ApplyResult.APPLIED) {
            tally.acknowledgedByFallback(node);
            if (tally.metWithFallbacks()) {
                pending.remove(number);
                shard.reply(
                        target,
                        new ClientReply.Written(
                                request.seal(shard, WritePlan.contextAfter(request.context(), mutation)),
                                mutation.dot(),
                                receipt()),
                        Hold.NONE);
            }
        }
    }

    @Override
    public void onPeerDown(int node) {}

    @Override
    public void onHedge() {}

    @Override
    public void onDeadline() {
        pending.remove(number);
        shard.reply(
                target,
                Failures.deadline(
                        Outcome.UNKNOWN,
                        "the deadline came before enough fallbacks had acknowledged; this node keeps the write as a"
                                + " hint; retry with the same write id",
                        receipt()),
                Hold.NONE);
    }

    private Receipt receipt() {
        return new Receipt(
                request.requirement().total(), tally.acknowledgedNodes(), tally.fallbackNodes(), false, List.of(), 0);
    }
}

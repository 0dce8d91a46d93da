package io.kvorum.replication.propose;

import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.coordinate.StrongRequests;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where requests about registers enter at a replica of theirs: one queue per register that anybody waits for. */
public final class Registers implements StrongRequests {
    /** Keys of one tag. */
    public static final int MAX_KEYS = 1_024;

    private static final int HEDGE_DELAYS_PER_ROUND = 20;
    private static final int HEDGE_DELAYS_BEFORE_REPEATING = 2;

    private final ShardState shard;
    private final Pending pending;
    private final RegisterMessages acceptors;
    private final ChosenWatch watch;
    private final PromiseCache promises = new PromiseCache();
    private final Evaluation evaluation;
    private final Map<RowKey, RegisterQueue> queues = new LinkedHashMap<>();

    /** @param watch told of what was decided, after whoever asked */
    public Registers(ShardState shard, Pending pending, RegisterMessages acceptors, ChosenWatch watch) {
        this.shard = shard;
        this.pending = pending;
        this.acceptors = acceptors;
        this.watch = watch;
        this.evaluation = new Evaluation(
                shard.limits().maxRowBytes(),
                MAX_KEYS,
                RegisterValue.MAX_MEMORY_BYTES,
                shard.limits().writeIdWindow().toMillis(),
                shard::makes);
    }

    /** For how long a proposer waits for answers before it begins anew. */
    static Duration roundTimeout(ShardState shard) {
        return shard.limits().readHedgeDelay().multipliedBy(HEDGE_DELAYS_PER_ROUND);
    }

    /**
     * When a question without an answer is asked again for the first time; the pause then doubles. An answer is lost when who asks was away, and the
     * way back to it is not open yet.
     */
    static Duration repeatDelay(ShardState shard) {
        return shard.limits().readHedgeDelay().multipliedBy(HEDGE_DELAYS_BEFORE_REPEATING);
    }

    /** A client, or a node on its behalf. @param read what is shown of the register; empty for an update */
    private record ClientAsker(ShardState shard, ReplyTarget target, Optional<ClientRequest.ReadRegister> read)
            implements RegisterCall.Asker {
        @Override
        public void found(RegisterValue value, Receipt receipt) {
            reply(RegisterReplies.found(read.orElseThrow(), value, true, receipt));
        }

        @Override
        public void reply(ClientReply reply) {
            shard.reply(target, reply, Hold.NONE);
        }
    }

    /** This node itself. */
    private record OwnAsker(Consumer<Optional<RegisterValue>> then) implements RegisterCall.Asker {
        @Override
        public void found(RegisterValue value, Receipt receipt) {
            then.accept(Optional.of(value));
        }

        @Override
        public void reply(ClientReply reply) {
            then.accept(Optional.empty());
        }
    }

    /** Coordinates a checked request, as a replica of its partition. */
    private void coordinate(
            CheckedRegister checked, RegisterCall.Asker asker, Optional<Update> update, long deadlineNanos) {
        RegisterQueue queue = queues.computeIfAbsent(checked.register(), register -> newQueue(checked));
        if (queue.isFull()) {
            asker.reply(RegisterReplies.overloaded(RegisterQueue.MAX_WAITING));
            return;
        }
        long number = shard.nextRequest();
        RegisterCall call = new RegisterCall(number, asker, update, () -> pending.remove(number));
        pending.add(number, call, deadlineNanos);
        queue.add(call);
    }

    /**
     * Reads a whole register, linearizably, as a replica of its partition.
     *
     * @param then called once, perhaps at once: with nothing if it cannot be told until the deadline
     */
    public void read(int partition, RowKey register, long deadlineNanos, Consumer<Optional<RegisterValue>> then) {
        CheckedRegister checked =
                new CheckedRegister(register, partition, shard.topology().replicasOf(partition));
        coordinate(checked, new OwnAsker(then), Optional.empty(), deadlineNanos);
    }

    private RegisterQueue newQueue(CheckedRegister checked) {
        return new RegisterQueue(
                replicas(checked.partition(), checked.register(), 0),
                evaluation,
                promises,
                version -> watch.chosen(checked.partition(), checked.register(), version),
                () -> queues.remove(checked.register()));
    }

    /** @param without a replica that only learns, or 0 */
    Replicas replicas(int partition, RowKey register, int without) {
        return new Replicas(
                shard, pending, acceptors, partition, register, shard.topology().replicasOf(partition), without);
    }

    /** What this replica has, decided or not. */
    private void readHere(ReplyTarget target, CheckedRegister checked, ClientRequest.ReadRegister read) {
        RegisterState state = acceptors.acceptor(checked.partition()).state(checked.register());
        Receipt receipt = new Receipt(1, List.of(shard.node()), List.of(), true, List.of(), 0);
        shard.reply(target, RegisterReplies.found(read, state.value(), false, receipt), Hold.UNTIL_DURABLE);
    }

    /**
     * Finishes what is under way for a register by a round of the others, on behalf of this node, which learns.
     *
     * @param above the highest ballot that an earlier attempt was told of
     */
    public void finish(int partition, RowKey register, Ballot above, Consumer<Finished> then) {
        Proposer.start(
                replicas(partition, register, shard.node()),
                above,
                (learned, isChosen) -> Optional.of(learned),
                end -> then.accept(
                        switch (end) {
                            case RoundEnd.Chosen chosen -> new Finished(Optional.of(chosen.value()), chosen.ballot());
                            case RoundEnd.Failed failed -> new Finished(Optional.empty(), failed.highest());
                        }));
    }

    /**
     * Has a round bring what is decided to all replicas that can be reached, also where it is decided already.
     *
     * @param above what any of them has promised: below that it would be refused there
     */
    public void renew(int partition, RowKey register, Ballot above, Runnable then) {
        Proposer.start(
                replicas(partition, register, 0),
                above,
                (learned, isChosen) -> Optional.of(learned),
                end -> then.run());
    }

    /**
     * How finishing ended.
     *
     * @param value what a majority has accepted; empty if it failed
     * @param ballot under which it has, or the highest that was told of: the next attempt must be above it
     */
    public record Finished(Optional<RegisterValue> value, Ballot ballot) {}

    @Override
    public int notVoting() {
        List<Bucket> strong =
                shard.topology().buckets().stream().filter(Bucket::isStrong).toList();
        return (int) shard.replicas().stream()
                .map(PartitionReplica::partition)
                .filter(partition ->
                        strong.stream().anyMatch(bucket -> shard.topology().hasPartition(bucket, partition)))
                .filter(partition -> !acceptors.voting().votes(partition))
                .count();
    }

    @Override
    public void onExplain(ReplyTarget target, ClientRequest.ExplainRegister explain, long deadlineNanos) {
        switch (CheckedRegister.explain(shard, explain)) {
            case CheckedRegister.Result.Bad bad -> shard.reply(target, bad.failure(), Hold.NONE);
            case CheckedRegister.Result.Good good -> {
                CheckedRegister checked = good.request();
                RegisterExplanation.start(
                        replicas(checked.partition(), checked.register(), 0), explain.key(), target, deadlineNanos);
            }
        }
    }

    public void onRetry(RowKey register) {
        RegisterQueue queue = queues.get(register);
        if (queue != null) {
            queue.onRetry();
        }
    }

    private void coordinate(ReplyTarget target, CheckedRegister checked, ClientRequest request, long deadlineNanos) {
        if (request instanceof ClientRequest.ReadRegister read) {
            coordinate(checked, new ClientAsker(shard, target, Optional.of(read)), Optional.empty(), deadlineNanos);
        } else {
            Update update = ((ClientRequest.UpdateRegister) request).update();
            coordinate(checked, new ClientAsker(shard, target, Optional.empty()), Optional.of(update), deadlineNanos);
        }
    }

    @Override
    public void onRequest(ReplyTarget target, ClientRequest request, long deadlineNanos, Forwarding forwarding) {
        CheckedRegister.Result result = request instanceof ClientRequest.ReadRegister read
                ? CheckedRegister.read(shard, read)
                : CheckedRegister.update(shard, (ClientRequest.UpdateRegister) request);
        switch (result) {
            case CheckedRegister.Result.Bad bad -> shard.reply(target, bad.failure(), Hold.NONE);
            case CheckedRegister.Result.Good good -> {
                CheckedRegister checked = good.request();
                if (!checked.owners().contains(shard.node())
                        || shard.replica(checked.partition()).isEmpty()) {
                    forwarding.forward(checked.partition(), checked.owners());
                } else if (request instanceof ClientRequest.ReadRegister read && read.anyReplica()) {
                    readHere(target, checked, read);
                } else {
                    coordinate(target, checked, request, deadlineNanos);
                }
            }
        }
    }
}

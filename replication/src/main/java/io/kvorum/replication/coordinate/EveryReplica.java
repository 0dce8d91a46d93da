package io.kvorum.replication.coordinate;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.shard.ShardState;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Asks every replica the same, to look at what they hold; those that do not answer in time are left out. */
public final class EveryReplica<A extends PeerMessage> implements Coordinator {
    private static final int HEDGES_TO_WAIT = 20;

    private final Pending pending;
    private final List<Integer> owners;
    private final Class<A> kind;
    private final Consumer<SortedMap<Integer, A>> then;
    private final long number;
    private final SortedMap<Integer, A> answers = new TreeMap<>();
    private final Set<Integer> down = new TreeSet<>();

    private EveryReplica(
            ShardState shard,
            Pending pending,
            List<Integer> owners,
            Class<A> kind,
            Consumer<SortedMap<Integer, A>> then) {
        this.pending = pending;
        this.owners = owners;
        this.kind = kind;
        this.then = then;
        this.number = shard.nextRequest();
    }

    /**
     * Asks.
     *
     * @param kind of the answers
     * @param question given the number of the request
     * @param then called once, with the answers by node
     */
    public static <A extends PeerMessage> void ask(
            ShardState shard,
            Pending pending,
            List<Integer> owners,
            Class<A> kind,
            LongFunction<PeerMessage> question,
            long deadlineNanos,
            Consumer<SortedMap<Integer, A>> then) {
        EveryReplica<A> all = new EveryReplica<>(shard, pending, owners, kind, then);
        pending.add(all.number, all, deadlineNanos);
        PeerMessage message = question.apply(all.number);
        for (int owner : owners) {
            if (shard.isUp(owner)) {
                shard.send(owner, message, Hold.NONE);
            } else {
                all.down.add(owner);
            }
        }
        all.finishIfComplete();
    }

    /** A deadline for who would rather tell of some than wait for all: that of the client, or soon. */
    public static long soon(ShardState shard, long deadlineNanos) {
        long patience =
                shard.limits().readHedgeDelay().multipliedBy(HEDGES_TO_WAIT).toNanos();
        return Math.min(deadlineNanos, shard.now().nanos() + patience);
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (kind.isInstance(answer) && owners.contains(node)) {
            answers.put(node, kind.cast(answer));
            finishIfComplete();
        }
    }

    @Override
    public void onPeerDown(int node) {
        if (owners.contains(node)) {
            down.add(node);
            finishIfComplete();
        }
    }

    /** All have been asked already. */
    @Override
    public void onHedge() {}

    @Override
    public void onDeadline() {
        finish();
    }

    private void finishIfComplete() {
        if (owners.stream().allMatch(owner -> answers.containsKey(owner) || down.contains(owner))) {
            finish();
        }
    }

    private void finish() {
        pending.remove(number);
        then.accept(Collections.unmodifiableSortedMap(answers));
    }
}

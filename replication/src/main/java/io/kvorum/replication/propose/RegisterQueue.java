package io.kvorum.replication.propose;

import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.quorum.QuorumTally.Verdict;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ShardState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Who waits for one register at this coordinator. One round at a time; what came meanwhile goes into the next one together, in
 * its order, so that a popular key costs a round for many requests. After a failed round it waits, longer each time and by a
 * number that no other coordinator has, so that two of them do not keep each other from it. It gives up when a majority cannot be
 * reached, or when it has not voted for many rounds: right after a start it confirms itself within some.
 */
final class RegisterQueue {
    static final int MAX_WAITING = 1_024;
    private static final int MAX_BATCH = 64;
    private static final int MAX_BACKOFFS = 6;
    /** Counted, not timed: a wrong guess costs a retry, whichever clock is fast or slow. */
    private static final int MOST_ROUNDS_WITHOUT_VOTERS = 24;

    private static final long FIRST_BACKOFF_NANOS = 1_000_000;

    private final Replicas replicas;
    private final ShardState shard;
    private final Evaluation evaluation;
    private final PromiseCache promises;
    private final LongConsumer whenChosen;
    private final Runnable whenIdle;
    private final Deque<RegisterCall> waiting = new ArrayDeque<>();
    private List<RegisterCall> batch = List.of();
    private boolean isBusy;
    private boolean isWaiting;
    private int failures;
    private int roundsWithoutVoters;
    private Ballot highest = Ballot.NONE;

    /** @param whenChosen told of the version that a round has found or made decided */
    RegisterQueue(
            Replicas replicas,
            Evaluation evaluation,
            PromiseCache promises,
            LongConsumer whenChosen,
            Runnable whenIdle) {
        this.replicas = replicas;
        this.shard = replicas.shard();
        this.evaluation = evaluation;
        this.promises = promises;
        this.whenChosen = whenChosen;
        this.whenIdle = whenIdle;
    }

    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    void add(RegisterCall call) {
        waiting.addLast(call);
        run();
    }

    /** The wait after a failed round is over. */
    void onRetry() {
        if (isWaiting) {
            isWaiting = false;
            isBusy = false;
            run();
        }
    }

    private void run() {
        if (isBusy) {
            return;
        }
        batch = takeBatch();
        if (batch.isEmpty()) {
            whenIdle.run();
            return;
        }
        if (replicas.newTally().verdict() == Verdict.IMPOSSIBLE) {
            giveUp(List.of(), RegisterReplies.UNREACHABLE);
            run();
            return;
        }
        isBusy = true;
        if (batch.stream().allMatch(RegisterCall::isRead) && failures == 0) {
            Reader.start(replicas, this::read);
        } else {
            round();
        }
    }

    private List<RegisterCall> takeBatch() {
        List<RegisterCall> taken = new ArrayList<>();
        while (!waiting.isEmpty() && taken.size() < MAX_BATCH) {
            RegisterCall call = waiting.removeFirst();
            if (!call.isDone()) {
                taken.add(call);
            }
        }
        return taken;
    }

    private void read(Reader.End end) {
        switch (end) {
            case Reader.End.Agreed agreed -> {
                for (RegisterCall call : batch) {
                    call.found(agreed.value(), receipt(agreed.nodes()));
                    replicas.pending().remove(call.number());
                }
                succeeded();
            }
            case Reader.End.Differs differs -> {
                highest = Ballot.max(highest, differs.promised());
                round();
            }
            case Reader.End.TooFew few -> failed(few.nodes(), few.lacksVoters());
        }
    }

    private void round() {
        Optional<RoundEnd.Promise> promise = promises.take(replicas.register());
        RegisterState own = replicas.acceptor().state(replicas.register());
        boolean reused = shard.makes(PlantedBug.CACHED_PROMISE_KEPT);
        if (promise.isPresent() && (reused || PromiseCache.isGood(promise.get(), replicas.epoch(), own))) {
            Proposer.go(replicas, promise.get().ballot(), own.value(), this::propose, end -> {
                if (!(end instanceof RoundEnd.Chosen) && reused) {
                    promises.put(replicas.register(), promise.get());
                }
                ended(end);
            });
        } else {
            Proposer.start(replicas, highest, own, this::propose, this::ended);
        }
    }

    /** All of the batch in one value. */
    private Optional<RegisterValue> propose(RegisterValue learned, boolean isChosen) {
        RegisterValue value = learned;
        for (RegisterCall call : batch) {
            if (!call.isDone()) {
                value = call.judge(evaluation, value);
            }
        }
        if (isChosen && value.equals(learned)) {
            return Optional.empty();
        }
        if (!shard.makes(PlantedBug.PARTIAL_ACCEPT_FORGOTTEN)) {
            batch.forEach(RegisterCall::sent);
        }
        return Optional.of(value);
    }

    private void ended(RoundEnd end) {
        switch (end) {
            case RoundEnd.Chosen chosen -> {
                promises.put(replicas.register(), chosen.next());
                for (RegisterCall call : batch) {
                    if (!call.isDone()) {
                        call.decided(receipt(chosen.holders()));
                    }
                    replicas.pending().remove(call.number());
                }
                // The version of what is absent is that of the floor, not of this register.
                if (!chosen.value().isAbsent()) {
                    whenChosen.accept(chosen.value().version());
                }
                succeeded();
            }
            case RoundEnd.Failed failed -> {
                highest = Ballot.max(highest, failed.highest());
                failed(failed.acknowledged(), failed.lacksVoters());
            }
        }
    }

    private void succeeded() {
        failures = 0;
        roundsWithoutVoters = 0;
        isBusy = false;
        run();
    }

    /** Tries again until the deadlines come, as long as a majority can be reached and may vote. */
    private void failed(List<Integer> acknowledged, boolean lacksVoters) {
        failures++;
        roundsWithoutVoters = lacksVoters ? roundsWithoutVoters + 1 : 0;
        if (replicas.newTally().verdict() == Verdict.IMPOSSIBLE) {
            giveUp(acknowledged, RegisterReplies.UNREACHABLE);
        } else if (roundsWithoutVoters >= MOST_ROUNDS_WITHOUT_VOTERS) {
            giveUp(acknowledged, RegisterReplies.NOT_VOTING);
        } else {
            List<RegisterCall> again = new ArrayList<>(batch);
            Collections.reverse(again);
            again.stream().filter(call -> !call.isDone()).forEach(waiting::addFirst);
        }
        batch = List.of();
        if (waiting.isEmpty()) {
            isBusy = false;
            whenIdle.run();
        } else {
            isWaiting = true;
            shard.timer(backoff(), new Timer.RegisterRetry(replicas.register()));
        }
    }

    private void giveUp(List<Integer> acknowledged, String why) {
        for (RegisterCall call : batch) {
            call.reply(RegisterReplies.unavailable(replicas, acknowledged, call.outcome(), why));
            replicas.pending().remove(call.number());
        }
        batch = List.of();
    }

    /** Doubles with each failure, and is another one at each coordinator and each time. */
    private Duration backoff() {
        long most = FIRST_BACKOFF_NANOS << Math.min(failures, MAX_BACKOFFS);
        long mixed = (shard.nextRequest() * 31 + shard.node()) * 0x9E3779B97F4A7C15L;
        return Duration.ofNanos(FIRST_BACKOFF_NANOS / 2 + Long.remainderUnsigned(mixed >>> 17, most));
    }

    private Receipt receipt(List<Integer> nodes) {
        return new Receipt(replicas.majority(), nodes, List.of(), true, List.of(), 0);
    }
}

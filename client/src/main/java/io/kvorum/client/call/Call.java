package io.kvorum.client.call;

import io.kvorum.client.Outcome;
import io.kvorum.client.Receipt;
import io.kvorum.client.connect.Answer;
import io.kvorum.client.connect.Exchange;
import io.kvorum.client.connect.NodeConnection;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way: attempts, timers, and what is known of the outcome. On the event loop, except for its creation.
 *
 * <p>An attempt that was given up stays open: its late success is a success too. Only one timer runs at a time, for whatever
 * comes first.
 */
final class Call {
    private static final long NEVER = Long.MAX_VALUE;

    private final Engine engine;
    private final Operation operation;
    private final long requestId;
    private final CompletableFuture<Response> result;
    private final long startedAt = System.nanoTime();
    private final long deadlineAt;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final Set<NodeConnection> triedThisRound = new HashSet<>();
    private @Nullable Request request;
    private @Nullable Problem last;
    private @Nullable Future<?> timer;
    private long timerAt = NEVER;
    private long retryAt = NEVER;
    private long hedgeAt = NEVER;
    private int attemptCount;
    private int rounds;
    /** An attempt left and nobody knows what became of it. */
    private boolean unknown;

    private boolean over;

    Call(Engine engine, Operation operation, long requestId, CompletableFuture<Response> result) {
        this.engine = engine;
        this.operation = operation;
        this.requestId = requestId;
        this.result = result;
        this.deadlineAt = startedAt + operation.deadline().toNanos();
    }

    boolean isOver() {
        return over;
    }

    void start(boolean clusterKnown) {
        engine.countRequest(operation.kind() == Operation.Kind.READ);
        if (clusterKnown) {
            proceed();
        } else {
            arm();
        }
    }

    /** The cluster is known: make the request and send it. */
    void proceed() {
        if (over || request != null) {
            return;
        }
        try {
            request = operation.request().apply(engine.clusterMillisNow());
            unknown = operation.repeats() || StrongOperations.mayHaveBegun(request);
        } catch (RuntimeException e) {
            end();
            result.completeExceptionally(e);
            return;
        }
        attempt();
    }

    // -----------------------------------------------------------------------------------------------------------
    // attempts

    private void attempt() {
        retryAt = NEVER;
        NodeConnection next = engine.cluster().choose(operation.target(), triedThisRound);
        if (next == null) {
            if (last == null || last.free()) {
                last = Failures.of(engine.cluster().whyNobody(operation.target()));
            }
            if (last.retry() && !isPoll() && !Failures.isForeign(last.code())) {
                backOff(0);
            } else {
                fail(last);
            }
            return;
        }
        send(next);
        if (attemptCount == 1 && operation.kind() == Operation.Kind.READ) {
            engine.settings().hedgeAfter().ifPresent(after -> hedgeAt = System.nanoTime() + after.toNanos());
        }
        arm();
    }

    private void send(NodeConnection to) {
        Request base = request;
        if (base == null) {
            throw new AssertionError("sent before it was made");
        }
        triedThisRound.add(to);
        attemptCount++;
        engine.countAttempt();
        long timeoutAt = isPoll()
                ? deadlineAt
                : System.nanoTime() + engine.settings().attemptTimeout().toNanos();
        Attempt attempt = new Attempt(attemptCount, to, timeoutAt);
        attempts.add(attempt);
        Request numbered = StrongOperations.asAttempt(base, attemptCount).toBuilder()
                .setRequestId(requestId)
                .setAttempt(attemptCount)
                .build();
        attempt.exchange = to.send(numbered, deadlineAt, answer -> answered(attempt, answer));
    }

    private void answered(Attempt attempt, Answer answer) {
        attempts.remove(attempt);
        if (over) {
            return;
        }
        @Nullable
        Problem problem = switch (answer) {
            case Answer.Answered(Response response) -> {
                engine.cluster().sawEpoch(attempt.connection, response.getEpoch());
                if (operation.isAnsweredBy(response.getResultCase()) && Replies.isSound(response)) {
                    if (!StrongOperations.isFinal(response, attempt.number, attemptCount)) {
                        yield Failures.lost(attempt.connection.endpoint() + " judged an earlier attempt");
                    }
                    succeed(response);
                    yield null;
                }
                yield response.hasFailed()
                        ? Failures.of(response.getFailed(), engine.isBehind(response.getEpoch()))
                        : Failures.lost(attempt.connection.endpoint() + " answered something else");
            }
            // No time for another attempt: that does not say why there had to be one.
            case Answer.NotSent notSent -> isTooLate(notSent) && last != null ? last : Failures.of(notSent);
            case Answer.Lost(String reason) -> Failures.lost(reason);
        };
        if (problem == null) {
            return;
        }
        unknown |= problem.outcome() == Outcome.UNKNOWN;
        boolean isLast = answer instanceof Answer.NotSent notSent && isTooLate(notSent);
        if (isLast && attempts.isEmpty()) {
            fail(problem);
        } else if (isLast) {
            last = problem;
        } else if (attempt.givenUp && (retryAt != NEVER || !attempts.isEmpty())) {
            // Its successor is on its way; but what it said may be worth more than "no answer".
            last = problem;
        } else {
            failed(problem);
        }
    }

    private static boolean isTooLate(Answer.NotSent notSent) {
        return notSent.code() == ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED;
    }

    private void failed(Problem problem) {
        last = problem;
        if (attempts.stream().anyMatch(other -> !other.givenUp)) {
            return;
        }
        boolean may = !isPoll() && (problem.retry() || problem.elsewhere());
        if (!may || problem.outcome() == Outcome.APPLIED) {
            fail(problem);
        } else if (!problem.free() && !engine.mayRetry()) {
            // Without budget for another attempt, those that were given up are the last hope.
            if (attempts.isEmpty()) {
                fail(problem);
            }
        } else if (problem.elsewhere() && engine.cluster().choose(operation.target(), triedThisRound) != null) {
            attempt();
        } else if (problem.retry()) {
            backOff(problem.retryAfterMillis());
        } else {
            fail(problem);
        }
    }

    /** Every node had its chance: wait, with full jitter, and begin a new round. */
    private void backOff(long atLeastMillis) {
        triedThisRound.clear();
        long ceiling = Math.min(
                CallSettings.BACKOFF_MAX.toNanos(), CallSettings.BACKOFF_MIN.toNanos() << Math.min(rounds++, 20));
        retryAt = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(atLeastMillis)
                + ThreadLocalRandom.current().nextLong(ceiling);
        Problem problem = last;
        if (problem != null && atLeastMillis > 0 && retryAt - deadlineAt >= 0 && attempts.isEmpty()) {
            fail(problem);
            return;
        }
        arm();
    }

    // --------------------------------------------------------------------------------------------------------------
    // timer

    private void arm() {
        if (over) {
            return;
        }
        long at = Math.min(deadlineAt, Math.min(retryAt, hedgeAt));
        for (Attempt attempt : attempts) {
            if (!attempt.givenUp) {
                at = Math.min(at, attempt.timeoutAt);
            }
        }
        Future<?> present = timer;
        if (present != null) {
            if (timerAt <= at) {
                return;
            }
            present.cancel(false);
        }
        timerAt = at;
        timer = engine.loop().schedule(this::wake, at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void wake() {
        timer = null;
        timerAt = NEVER;
        if (over) {
            return;
        }
        long now = System.nanoTime();
        if (now >= deadlineAt) {
            deadline();
            return;
        }
        if (now >= hedgeAt) {
            hedgeAt = NEVER;
            hedge();
        }
        if (now >= retryAt) {
            attempt();
        }
        giveUpSilent(now);
        arm();
    }

    private void hedge() {
        NodeConnection second = engine.cluster().choose(operation.target(), triedThisRound);
        if (attempts.size() == 1
                && second != null
                && second.health() == NodeConnection.Health.READY
                && engine.mayHedge()) {
            send(second);
        }
    }

    /** Nothing is heard from this node: what it was asked is asked of others too. */
    void silent(NodeConnection connection) {
        for (Attempt attempt : List.copyOf(attempts)) {
            if (attempt.connection == connection) {
                giveUp(attempt, "the node has fallen silent");
            }
        }
        arm();
    }

    private void giveUp(Attempt attempt, String why) {
        if (!over && !attempt.givenUp) {
            attempt.givenUp = true;
            unknown = true;
            failed(Failures.lost(attempt.connection.endpoint() + ": " + why));
        }
    }

    private void giveUpSilent(long now) {
        for (Attempt attempt : List.copyOf(attempts)) {
            if (now >= attempt.timeoutAt) {
                giveUp(
                        attempt,
                        "no answer for " + engine.settings().attemptTimeout().toMillis() + " ms");
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------------------
    // end

    private void deadline() {
        unknown |= !attempts.isEmpty();
        Problem problem = last;
        if (problem == null && attemptCount == 0) {
            Answer.NotSent nobody = engine.cluster().whyNobody(operation.target());
            problem = engine.cluster().routing() == null ? Failures.of(nobody) : null;
        }
        if (problem == null || !attempts.isEmpty()) {
            String before = problem == null ? "" : "; before that: " + problem.message();
            problem = new Problem(
                    ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED,
                    Outcome.UNKNOWN,
                    "no answer within " + operation.deadline().toMillis() + " ms" + before,
                    problem == null ? Receipt.NONE : problem.receipt(),
                    0,
                    true,
                    true,
                    false);
        }
        fail(problem);
    }

    private void succeed(Response response) {
        if (response.hasBucketChanged()) {
            engine.changed(response.getBucketChanged().getEpoch());
        }
        end();
        result.complete(response);
    }

    private void fail(Problem problem) {
        Outcome outcome = problem.outcome();
        if (operation.kind().changesNothing()) {
            outcome = Outcome.NOT_APPLIED;
        } else if (outcome != Outcome.APPLIED) {
            outcome = unknown ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
        }
        long tookMillis = (System.nanoTime() - startedAt) / 1_000_000;
        String effort =
                attemptCount > 1 ? " (gave up after " + attemptCount + " attempts in " + tookMillis + " ms)" : "";
        end();
        result.completeExceptionally(Failures.exception(operation, requestId, problem, outcome, writeId(), effort));
    }

    private boolean isPoll() {
        return operation.kind() == Operation.Kind.POLL;
    }

    private Optional<WriteId> writeId() {
        Request made = request;
        return made == null ? Optional.empty() : StrongOperations.writeIdOf(made);
    }

    /** The cluster is not the one that was meant. */
    void refuse(Problem problem) {
        if (!over) {
            fail(problem);
        }
    }

    void refuseClosed() {
        over = true;
        result.completeExceptionally(Failures.closed(operation, requestId));
    }

    /** The client is being closed. */
    void giveUpClosed() {
        if (!over) {
            unknown |= !attempts.isEmpty();
            fail(new Problem(
                    ErrorCode.ERROR_CODE_UNAVAILABLE,
                    Outcome.NOT_APPLIED,
                    "the client was closed",
                    Receipt.NONE,
                    0,
                    false,
                    false,
                    false));
        }
    }

    private void end() {
        over = true;
        Future<?> present = timer;
        if (present != null) {
            present.cancel(false);
        }
        for (Attempt attempt : attempts) {
            Exchange exchange = attempt.exchange;
            if (exchange != null) {
                exchange.cancel();
            }
        }
        attempts.clear();
        engine.over(this);
    }
}

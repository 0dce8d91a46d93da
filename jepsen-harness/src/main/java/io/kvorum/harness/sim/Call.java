package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request of a client with its retries through other coordinators, by the rule of the client library: an attempt whose
 * fate is unknown leaves the whole request unknown, whatever later attempts are told, until one succeeds.
 */
final class Call {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    /** A coordinator goes on with an update of a register for so many times as long as the client waits for it. */
    private static final int DEADLINE = 3;

    /** How it ended. */
    sealed interface End {
        record Success(ClientReply reply, int coordinator) implements End {}

        /** @param certain every attempt is known to have changed nothing */
        record Failure(boolean certain, Optional<ErrorCode> lastError) implements End {}
    }

    /**
     * How long a client tries.
     *
     * @param timeoutMillis how long it waits for one attempt before it asks another coordinator
     * @param pauseMillis between attempts
     */
    record Patience(long timeoutMillis, int attempts, long pauseMillis) {}

    private enum Fate {
        OPEN,
        NOT_APPLIED,
        UNKNOWN
    }

    private final SimWorld world;
    private final int site;
    private final Patience patience;
    private final ClientRequest request;
    private final SimRandom random;
    private final Consumer<End> then;
    private final List<Fate> attempts = new ArrayList<>();
    private Optional<ErrorCode> lastError = Optional.empty();
    private boolean over;

    /** @param site the node that the client is next to: partitions cut it off from the others like that node */
    Call(SimWorld world, int site, Patience patience, ClientRequest request, SimRandom random, Consumer<End> then) {
        this.world = world;
        this.site = site;
        this.patience = patience;
        this.request = request;
        this.random = random;
        this.then = then;
    }

    int attempts() {
        return attempts.size();
    }

    void start() {
        start(1 + random.below(world.config().nodes()));
    }

    /** @param coordinator of the first attempt */
    void start(int coordinator) {
        attempt(coordinator);
    }

    private void attempt(int coordinator) {
        int number = attempts.size();
        attempts.add(Fate.OPEN);
        long deadlineMillis =
                patience.timeoutMillis() * (request instanceof ClientRequest.UpdateRegister ? DEADLINE : 1);
        send(world, site, coordinator, asAttempt(number), deadlineMillis, random, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                answered(number, coordinator, reply);
            }

            @Override
            public void broken() {
                settle(number, Fate.UNKNOWN, coordinator);
            }

            @Override
            public void refused() {
                settle(number, Fate.NOT_APPLIED, coordinator);
            }
        });
        long waits = patience.timeoutMillis() * MILLI + random.between(1, 20) * MILLI;
        world.queue().after(waits, () -> settle(number, Fate.UNKNOWN, coordinator));
    }

    /** Whatever an earlier attempt may have done: an update of a register says that there was one. */
    private ClientRequest asAttempt(int attempt) {
        return attempt > 0 && request instanceof ClientRequest.UpdateRegister register
                ? new ClientRequest.UpdateRegister(
                        register.bucket(), register.update().asRetry())
                : request;
    }

    /** Brings a request to a node and its answer back, if both get through. */
    static void send(
            SimWorld world,
            int site,
            int coordinator,
            ClientRequest request,
            long timeoutMillis,
            SimRandom random,
            ReplySink sink) {
        world.queue().after(random.skewed(50 * MICRO, 2 * MILLI), () -> {
            SimNode node = world.node(coordinator);
            if (isCut(world, site, coordinator)) {
                return;
            }
            if (!node.isUp()) {
                world.queue().after(100 * MICRO, sink::refused);
                return;
            }
            node.request(request, timeoutMillis * MILLI, new ReplySink() {
                @Override
                public void reply(ClientReply reply) {
                    back(() -> sink.reply(reply));
                }

                @Override
                public void broken() {
                    back(sink::broken);
                }

                @Override
                public void refused() {
                    back(sink::refused);
                }

                private void back(Runnable action) {
                    world.queue().after(random.skewed(50 * MICRO, 2 * MILLI), () -> {
                        if (!isCut(world, site, coordinator)) {
                            action.run();
                        }
                    });
                }
            });
        });
    }

    private static boolean isCut(SimWorld world, int site, int coordinator) {
        return site != coordinator
                && (world.network().isCut(site, coordinator) || world.network().isCut(coordinator, site));
    }

    private void answered(int number, int coordinator, ClientReply reply) {
        if (!(reply instanceof ClientReply.Failed failed)) {
            if (!over && isFinal(number, reply)) {
                over = true;
                then.accept(new End.Success(reply, coordinator));
            } else {
                settle(number, Fate.UNKNOWN, coordinator);
            }
            return;
        }
        judge(failed);
        lastError = Optional.of(failed.code());
        Fate fate = failed.outcome() == Outcome.NOT_APPLIED ? Fate.NOT_APPLIED : Fate.UNKNOWN;
        if (isFinal(failed.code()) && !over) {
            attempts.set(number, fate);
            finish();
        } else {
            settle(number, fate, coordinator);
        }
    }

    /** A condition that failed at the first attempt is recorded nowhere: a later attempt may be judged otherwise. */
    private boolean isFinal(int number, ClientReply reply) {
        return !(reply instanceof ClientReply.ConditionsFailed)
                || number > 0
                || attempts.size() == 1
                || world.config().makes(PlantedBug.EARLIER_CONFLICT_BELIEVED);
    }

    /** These answers say that the request itself is wrong, and it was not. */
    private void judge(ClientReply.Failed failed) {
        switch (failed.code()) {
            case BAD_REQUEST, BAD_CONTEXT, LEVEL_UNSATISFIABLE, WRITE_ID_REUSED, NOT_SUPPORTED, WRONG_TYPE, INTERNAL ->
                unsound(failed);
            case WRITE_ID_TOO_OLD -> {
                if (request instanceof ClientRequest.Write write && isInsideWindow(write)) {
                    unsound(failed);
                }
            }
            case CONFLICT -> {
                if (!(request instanceof ClientRequest.CreateBucket)) {
                    unsound(failed);
                }
            }
            default -> {
                // Faults explain the others.
            }
        }
    }

    /** By every clock: inside the window nothing may be forgotten. */
    private boolean isInsideWindow(ClientRequest.Write write) {
        long latest = SimClock.trueMillis(world.queue()) + world.worstClockErrorMillis();
        return latest - write.writeId().issuedAtMillis()
                < world.config().limits().writeIdWindow().toMillis();
    }

    private void unsound(ClientReply.Failed failed) {
        world.violate(Violation.Kind.BUG, "", "a sound request was refused: " + failed + " for " + request);
    }

    private boolean isFinal(ErrorCode code) {
        return code == ErrorCode.TOO_MANY_SIBLINGS
                || code == ErrorCode.WRITE_ID_TOO_OLD
                || code == ErrorCode.CLOCK_SKEW
                || code == ErrorCode.CONFLICT
                || (code == ErrorCode.UNKNOWN_BUCKET && isChangeOfBuckets());
    }

    /** What the serialiser says of the catalogue is the truth; a node that is asked for data may not know a bucket yet. */
    private boolean isChangeOfBuckets() {
        return request instanceof ClientRequest.SetBucket || request instanceof ClientRequest.DropBucket;
    }

    private void settle(int number, Fate fate, int coordinator) {
        if (over || attempts.get(number) != Fate.OPEN) {
            // A late word can make an unknown attempt certain, as long as the client still waits.
            if (!over && fate == Fate.NOT_APPLIED) {
                attempts.set(number, fate);
            }
            return;
        }
        attempts.set(number, fate);
        if (attempts.size() >= patience.attempts()) {
            finish();
            return;
        }
        if (number == attempts.size() - 1) {
            int nodes = world.config().nodes();
            int next = 1 + (coordinator + random.below(nodes - 1)) % nodes;
            world.queue().after(patience.pauseMillis() * MILLI, () -> {
                if (!over) {
                    attempt(next);
                }
            });
        }
    }

    private void finish() {
        over = true;
        boolean certain = attempts.stream().allMatch(fate -> fate == Fate.NOT_APPLIED);
        then.accept(new End.Failure(certain, lastError));
    }
}

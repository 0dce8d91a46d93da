package io.kvorum.client.call;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.Overloaded;
import io.kvorum.client.Receipt;
import io.kvorum.client.connect.Answer;
import io.kvorum.client.connect.NodeConnection;
import io.kvorum.client.connect.Transport;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Topology;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes operations from any thread, bounds how many wait, and runs them on the event loop. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final CallSettings settings;
    private final Transport transport;
    private final EventLoop loop;
    private final ClusterClock clock = new ClusterClock(System::nanoTime);
    private final Cluster cluster;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong requestIds =
            new AtomicLong(ThreadLocalRandom.current().nextLong());
    private final LongAdder operations = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final LongAdder refused = new LongAdder();

    // Only on the event loop.
    private final Set<Call> open = new LinkedHashSet<>();
    private final List<Call> beforeBootstrap = new ArrayList<>();
    private long changedEpoch;
    private final TokenBucket retryBudget;
    private final TokenBucket hedgeBudget;
    private volatile boolean closed;

    public Engine(CallSettings settings) {
        this.settings = settings;
        transport = new Transport(settings.connections().clientName());
        loop = transport.loop();
        cluster = new Cluster(settings, transport, clock, this::topologyInstalled, this::nobodyAnswers, this::silent);
        int burst = settings.maxInFlight();
        retryBudget = new TokenBucket(settings.retryShare(), CallSettings.FREE_PER_SECOND, burst, System::nanoTime);
        hedgeBudget = new TokenBucket(
                settings.hedgeShare(), CallSettings.FREE_PER_SECOND, Math.max(10, burst / 16.0), System::nanoTime);
        loop.execute(cluster::start);
    }

    /**
     * Starts an operation.
     *
     * @return completed on the event loop with the answer, which is of the expected kind, or with a {@link KvorumException};
     *     what depends on it there must not block and must not run code of the application
     */
    public CompletableFuture<Response> call(Operation operation) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        long requestId = requestIds.incrementAndGet();
        if (inFlight.incrementAndGet() > settings.maxInFlight()) {
            inFlight.decrementAndGet();
            refused.increment();
            result.completeExceptionally(tooMany(operation, requestId));
            return result;
        }
        operations.increment();
        Call call = new Call(this, operation, requestId, result);
        try {
            loop.execute(() -> begin(call));
        } catch (RejectedExecutionException e) {
            inFlight.decrementAndGet();
            result.completeExceptionally(Failures.closed(operation, requestId));
        }
        return result;
    }

    private KvorumException tooMany(Operation operation, long requestId) {
        return new Overloaded(
                new FailureDetails(
                        ErrorCode.ERROR_CODE_OVERLOADED,
                        Outcome.NOT_APPLIED,
                        operation.what().get() + ": not sent, since " + settings.maxInFlight()
                                + " operations are in flight, which is the client's limit; nothing was changed; slow"
                                + " down",
                        Long.toHexString(requestId),
                        Receipt.NONE),
                Duration.ZERO);
    }

    private void begin(Call call) {
        if (closed) {
            inFlight.decrementAndGet();
            call.refuseClosed();
            return;
        }
        open.add(call);
        call.start(cluster.routing() != null && clock.isKnown());
        if (!call.isOver() && cluster.routing() == null) {
            beforeBootstrap.add(call);
        }
    }

    private void topologyInstalled() {
        List<Call> ready = new ArrayList<>(beforeBootstrap);
        beforeBootstrap.clear();
        ready.forEach(Call::proceed);
    }

    private void silent(NodeConnection connection) {
        List.copyOf(open).forEach(call -> call.silent(connection));
    }

    private void nobodyAnswers(Answer.NotSent why) {
        if (Failures.isForeign(why.code())) {
            List.copyOf(beforeBootstrap).forEach(call -> call.refuse(Failures.of(why)));
        }
    }

    /** A topology that was fetched by an operation. */
    public void learn(Topology topology) {
        loop.execute(() -> {
            try {
                cluster.install(new RoutingTable(topology));
            } catch (IllegalArgumentException e) {
                LOG.warn("a node sent a topology that cannot be used: {}", e.getMessage());
            }
        });
    }

    /** Cluster time in milliseconds since 1970; empty before the first connection. */
    public OptionalLong clusterMillis() {
        return clock.isKnown() ? OptionalLong.of(clock.millis()) : OptionalLong.empty();
    }

    /** The present table, null before the first. */
    public @Nullable RoutingTable routing() {
        return cluster.routing();
    }

    public Counts counts() {
        return new Counts(inFlight.get(), operations.sum(), attempts.sum(), retries.sum(), hedges.sum(), refused.sum());
    }

    /** How much was done since the client was built. */
    public record Counts(int inFlight, long operations, long attempts, long retries, long hedges, long refusedAtOnce) {}

    @Override
    public void close() {
        try {
            loop.submit(this::closeOnLoop).awaitUninterruptibly(1_000);
        } catch (RejectedExecutionException e) {
            return;
        }
        transport.close();
    }

    private void closeOnLoop() {
        closed = true;
        List.copyOf(open).forEach(Call::giveUpClosed);
        cluster.close();
    }

    // -------------------------------------------------------------------------------------- for calls, on the event
    // loop

    void over(Call call) {
        if (open.remove(call)) {
            inFlight.decrementAndGet();
        }
        beforeBootstrap.remove(call);
    }

    CallSettings settings() {
        return settings;
    }

    Cluster cluster() {
        return cluster;
    }

    /** Runs something on the event loop, after a while; never if the client is closed by then. */
    public Future<?> later(Runnable action, Duration delay) {
        try {
            return loop.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    public boolean isClosed() {
        return closed || loop.isShuttingDown();
    }

    EventLoop loop() {
        return loop;
    }

    long clusterMillisNow() {
        return clock.millis();
    }

    /** This client made a change of the topology that has this epoch. */
    void changed(long epoch) {
        changedEpoch = Math.max(changedEpoch, epoch);
    }

    /** Does a node with a topology of this epoch lag behind what the client knows of? */
    boolean isBehind(long epoch) {
        RoutingTable table = cluster.routing();
        return epoch < changedEpoch || (table != null && epoch < table.epoch());
    }

    void countAttempt() {
        attempts.increment();
    }

    void countRequest(boolean read) {
        retryBudget.request();
        if (read) {
            hedgeBudget.request();
        }
    }

    boolean mayRetry() {
        boolean may = retryBudget.tryTake();
        if (may) {
            retries.increment();
        }
        return may;
    }

    boolean mayHedge() {
        boolean may = hedgeBudget.tryTake();
        if (may) {
            hedges.increment();
        }
        return may;
    }
}

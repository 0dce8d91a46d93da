package io.kvorum.harness.drill;

import io.kvorum.client.Codec;
import io.kvorum.client.CounterBucket;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Reading;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.live.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Clients that increment counters and read them, at quorum. Of a third of their increments they lose the answer and send them once more, through
 * whichever node; what they do not know the outcome of they send again until they do. In the end each node is read by itself at level one.
 */
final class CounterWorkload implements Workload {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final DrillOptions options;
    private final List<String> keys;
    private final AtomicLong sentTwice = new AtomicLong();
    private int unanswered;
    private long equalAfterMs = -1;

    CounterWorkload(DrillOptions options) {
        this.options = options;
        this.keys = options.keyNames();
    }

    @Override
    public Map<String, String> bucket() {
        return Map.of("type", "counter", "placement", Integer.toString(options.nodes()), "r", "quorum", "w", "quorum");
    }

    private static CounterBucket<String> bucket(KvorumClient client) {
        return client.counter(Drill.BUCKET, Codec.utf8());
    }

    @Override
    public Worker worker(int number, KvorumClient client) {
        CounterBucket<String> bucket = bucket(client);
        CounterMix mix = new CounterMix(number, keys, options.seed());
        CounterCalls calls = new CounterCalls(bucket, options.seed() + number, sentTwice);
        return recorder ->
                recorder.operate(mix.next(recorder.now()), invocation -> calls.call(invocation, recorder.clock()));
    }

    @Override
    public void readInTheEnd(Quiet quiet) throws InterruptedException {
        awaitEqual(quiet);
        quiet.listener().event("now each node by itself at level one, while the others stand still");
        for (int node : quiet.numbers()) {
            quiet.alone(node, client -> readAt(node, client, quiet.recorder()));
        }
    }

    /** Increments that only one node has are still on their way. */
    private void awaitEqual(Quiet quiet) throws InterruptedException {
        long startedNanos = quiet.recorder().now();
        Deadline deadline = Deadline.in(PATIENCE);
        while (!areEqual(quiet) && !deadline.isPast()) {
            deadline.pause(POLL);
        }
        if (!deadline.isPast()) {
            equalAfterMs = (quiet.recorder().now() - startedNanos) / 1_000_000;
            quiet.listener().event("no node lacks anything " + equalAfterMs + " ms after the load");
        }
    }

    private static boolean areEqual(Quiet quiet) {
        try {
            return quiet.numbers().stream()
                    .allMatch(node -> quiet.client().admin().nodeStatus(node).missingDots() == 0);
        } catch (KvorumException e) {
            return false;
        }
    }

    private void readAt(int node, KvorumClient client, Recorder recorder) {
        CounterBucket<String> bucket = bucket(client).reading(ReadOptions.DEFAULT.level(Level.ONE));
        Deadline deadline = Deadline.in(PATIENCE);
        for (String key : keys) {
            Ended ended;
            do {
                ended = recorder.operate(
                        recorder.get(options.clients() + node, key), get -> readOnly(node, bucket, get, recorder));
            } while (!ended.operation().isDefinite() && !deadline.isPast());
            unanswered += ended.operation().isDefinite() ? 0 : 1;
        }
    }

    private static Ended readOnly(int node, CounterBucket<String> bucket, Invocation get, Recorder recorder) {
        LongSupplier clock = recorder.clock();
        try {
            Reading<Long> found = bucket.get(get.key());
            boolean own = found.receipt().primaries().equals(List.of(node));
            Operation operation = own
                    ? get.applied(clock.getAsLong(), new Answer.Total(found.value()))
                    : get.notApplied(clock.getAsLong());
            return new Ended(operation.at(new Operation.Origin(0, "n" + node, "")), own ? "" : "another node", false);
        } catch (RuntimeException e) {
            return Ended.failed(get, e, clock.getAsLong());
        }
    }

    @Override
    public Findings judge(Path history, DrillListener listener) throws IOException {
        return new CounterFindings(
                CounterJudgement.of(history, options.clients(), listener), sentTwice.get(), unanswered, equalAfterMs);
    }
}

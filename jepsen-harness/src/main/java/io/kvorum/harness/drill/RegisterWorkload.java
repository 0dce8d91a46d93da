package io.kvorum.harness.drill;

import io.kvorum.client.Bucket;
import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.verifier.Ledger;
import io.kvorum.harness.verifier.ReplicaReader;
import io.kvorum.harness.verifier.Replicas;
import io.kvorum.harness.verifier.Verdict;
import io.kvorum.harness.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients that put and delete values of an eventual bucket by contexts, and read, all at quorum. In the end the rows of every replica
 * are held against the books, and each node is read by itself at level one.
 */
final class RegisterWorkload implements Workload {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final DrillOptions options;
    private final List<String> keys;
    private final Ledger ledger = new Ledger();
    private final AtomicLong deletes = new AtomicLong();
    private @Nullable HealWatch watch;
    private @Nullable Verdict verdict;
    private int unanswered;

    RegisterWorkload(DrillOptions options) {
        this.options = options;
        this.keys = options.keyNames();
    }

    @Override
    public Map<String, String> bucket() {
        return Map.of("placement", Integer.toString(options.nodes()), "r", "quorum", "w", "quorum", "sloppy", "false");
    }

    private static Bucket<String, String> bucket(KvorumClient client) {
        return client.bucket(Drill.BUCKET, Codec.utf8(), Codec.utf8());
    }

    @Override
    public FaultWatch watch(KvorumClient client, DrillMeter meter) {
        Bucket<String, String> bucket = bucket(client);
        HealWatch heal = new HealWatch((key, dot) -> isEverywhere(bucket, key, dot), meter, options.seed());
        watch = heal;
        return heal;
    }

    private static boolean isEverywhere(Bucket<String, String> bucket, String key, Dot dot) {
        try {
            return Replicas.all(bucket.explain(key), dot);
        } catch (KvorumException e) {
            return false;
        }
    }

    @Override
    public Worker worker(int number, KvorumClient client) {
        Bucket<String, String> bucket = bucket(client);
        RegisterMix mix = new RegisterMix(number, keys, options.seed());
        Optional<HealWatch> acknowledgements = Optional.ofNullable(watch);
        return recorder -> {
            RegisterMix.Step step = mix.next(recorder.now());
            String name = begin(step.invocation());
            RegisterCalls.Told[] told = new RegisterCalls.Told[1];
            Ended ended = recorder.operate(step.invocation(), unused -> {
                told[0] = RegisterCalls.call(bucket, step, recorder.clock());
                return told[0].ended();
            });
            end(ended.operation(), name);
            mix.learn(ended.operation(), told[0].seen());
            told[0].dot()
                    .ifPresent(dot -> acknowledgements.ifPresent(
                            heal -> heal.acknowledged(step.invocation().key(), dot)));
            return ended;
        };
    }

    /** Into the books. Returns the name of the write; empty of a read. */
    private String begin(Invocation invocation) {
        if (!invocation.action().isWrite()) {
            return "";
        }
        boolean delete = invocation.action() == Action.DELETE;
        String name = delete
                ? "delete " + deletes.incrementAndGet()
                : invocation.request().given();
        ledger.begin(invocation.key(), name, delete, invocation.request().after());
        return name;
    }

    private void end(Operation operation, String name) {
        if (operation.action().isWrite()) {
            switch (operation.outcome()) {
                case APPLIED, CONFLICT -> ledger.acknowledged(operation.key(), name);
                case NOT_APPLIED -> ledger.notApplied(operation.key(), name);
                case UNKNOWN -> ledger.unknown(operation.key(), name);
            }
        }
    }

    @Override
    public void readInTheEnd(Quiet quiet) throws InterruptedException {
        if (watch != null) {
            watch.end();
        }
        ReplicaReader replicas = new ReplicaReader(quiet.client().admin(), Drill.BUCKET);
        Verdict rows = new Verifier(ledger, replicas, (what, done, total) -> {}).run(PATIENCE);
        verdict = rows;
        quiet.listener()
                .event(rows.rows() + " rows were read at their replicas; "
                        + (rows.divergent() == 0
                                ? "all replicas identical after " + rows.convergedAfterMs() + " ms"
                                : rows.divergent() + " keys still differ"));
        quiet.listener().event("now each node by itself at level one, while the others stand still");
        for (int node : quiet.numbers()) {
            quiet.alone(node, client -> readAt(node, client, quiet.recorder()));
        }
    }

    private void readAt(int node, KvorumClient client, Recorder recorder) {
        Bucket<String, String> bucket = bucket(client);
        ReadOptions one = ReadOptions.DEFAULT.level(Level.ONE);
        Deadline deadline = Deadline.in(PATIENCE);
        for (String key : keys) {
            Ended ended;
            do {
                ended = recorder.operate(recorder.get(options.clients() + node, key), get -> {
                    Ended end = RegisterCalls.readAt(node, bucket, get, one, recorder.clock());
                    return new Ended(
                            end.operation().at(new Operation.Origin(0, "n" + node, "")),
                            end.failure(),
                            end.unforeseen());
                });
                pauseAfter(ended, deadline);
            } while (!ended.operation().isDefinite() && !deadline.isPast());
            unanswered += ended.operation().isDefinite() ? 0 : 1;
        }
    }

    private static void pauseAfter(Ended ended, Deadline deadline) {
        if (!ended.operation().isDefinite()) {
            try {
                deadline.pause(POLL);
            } catch (InterruptedException e) {
                // Whoever interrupts closes the nodes, and each further read fails.
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Findings judge(Path history, DrillListener listener) throws IOException {
        if (verdict == null) {
            throw new IllegalStateException("the replicas have not been read");
        }
        return new RegisterFindings(RegisterJudgement.of(history, options.clients(), listener), verdict, unanswered);
    }
}

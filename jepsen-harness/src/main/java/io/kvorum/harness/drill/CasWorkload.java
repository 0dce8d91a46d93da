package io.kvorum.harness.drill;

import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.StrongBucket;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.linear.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Clients that read, write and compare-and-set the keys of a strong bucket; judged as linearizable registers. */
final class CasWorkload implements Workload {
    private static final Limits LIMITS = Limits.of(Limits.DEFAULT_CONFIGURATIONS, Duration.ofMinutes(5));

    private final DrillOptions options;
    private final List<String> keys;
    private final List<NodeCopies> copies = new ArrayList<>();
    private int keysNotAnswered;

    CasWorkload(DrillOptions options) {
        this.options = options;
        this.keys = options.keyNames();
    }

    @Override
    public Map<String, String> bucket() {
        return Map.of("kind", "strong", "placement", Integer.toString(options.nodes()));
    }

    private static StrongBucket<String, String> bucket(KvorumClient client) {
        return client.strong(Drill.BUCKET, Codec.utf8(), Codec.utf8());
    }

    @Override
    public Worker worker(int number, KvorumClient client) {
        StrongBucket<String, String> bucket = bucket(client);
        CasMix mix = new CasMix(number, keys, options.seed());
        return recorder -> {
            Invocation next = mix.next(recorder.now());
            Ended ended = recorder.operate(next, invocation -> StrongCalls.call(bucket, invocation, recorder.clock()));
            mix.learn(ended.operation());
            return ended;
        };
    }

    @Override
    public void readInTheEnd(Quiet quiet) {
        FinalReads reads = new FinalReads(keys, CasWorkload::bucket);
        keysNotAnswered = reads.readAll(quiet.client(), options.clients(), quiet.recorder());
        quiet.listener()
                .event("each key was read linearizably; now at each node by itself, while the others stand still");
        for (int node : quiet.numbers()) {
            quiet.alone(node, client -> copies.add(reads.readAt(node, client)));
        }
    }

    @Override
    public Findings judge(Path history, DrillListener listener) throws IOException {
        return new CasFindings(Judgement.of(history, LIMITS, listener), keysNotAnswered, copies);
    }
}

package io.kvorum.harness.demo;

import io.kvorum.client.Admin;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.harness.demo.DemoReport.TimeToConsistency;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.verifier.Ledger;
import io.kvorum.harness.verifier.ReplicaReader;
import io.kvorum.harness.verifier.Verdict;
import io.kvorum.harness.verifier.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The demonstration from the start of the cluster to the report. Leaves no process behind, also when it is interrupted. */
public final class Demo {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration OPERATION_DEADLINE = Duration.ofSeconds(10);

    private final DemoOptions options;
    private final DemoListener listener;
    private final boolean keep;
    private final Ledger ledger = new Ledger();
    private final Meter meter = new Meter();
    private final long startedAtNanos = System.nanoTime();

    /** @param keep leave the directory, for a look at logs and data */
    public Demo(DemoOptions options, DemoListener listener, boolean keep) {
        this.options = options;
        this.listener = listener;
        this.keep = keep;
    }

    public DemoReport run() throws IOException, InterruptedException {
        listener.chapter("A cluster of " + options.nodes() + " nodes");
        LocalCluster cluster =
                LocalCluster.create(ClusterSpec.of(options.nodes(), options.regions(), options.directory()));
        Thread atExit = new Thread(() -> cleanUp(cluster), "demo-clean-up");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            cluster.startAll();
            cluster.awaitReady(READY);
            for (ClusterPlan.Node node : cluster.plan().nodes()) {
                listener.event(node.name() + " serves at " + node.endpoint() + ", process "
                        + cluster.pid(node.number()).orElse(0L) + ", zone " + node.zone());
            }
            try (KvorumClient client = connect(cluster)) {
                return run(cluster, client);
            }
        } finally {
            cleanUp(cluster);
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private static KvorumClient connect(LocalCluster cluster) {
        return KvorumClient.builder()
                .endpoints(
                        cluster.plan().endpoints().stream().map(Endpoint::parse).toList())
                .deadline(OPERATION_DEADLINE)
                // While the network is split, every second operation meets the wrong side first.
                .retryShare(1)
                .build();
    }

    private DemoReport run(LocalCluster cluster, KvorumClient client) throws IOException, InterruptedException {
        createBucket(client.admin(), cluster);
        DemoData data = new DemoData(client, ledger);
        List<String> keys = importNames(data);
        TimeToConsistency consistency = breakAndHeal(cluster, data, keys);
        listener.chapter("The check from outside");
        listener.event(
                "every replica of every key is read at its own node and held against what the clients were told");
        Verdict verdict = new Verifier(ledger, new ReplicaReader(client.admin(), DemoData.BUCKET), listener::progress)
                .run(options.patience());
        return new DemoReport(
                verdict, keys.size(), meter.finished(), consistency, (System.nanoTime() - startedAtNanos) / 1_000_000);
    }

    /** Waits until every node knows the bucket, so that the import meets no node that has not heard of it yet. */
    private static void createBucket(Admin admin, LocalCluster cluster) throws InterruptedException {
        long epoch = admin.createBucket(DemoData.BUCKET, Map.of("placement", "3", "r", "quorum", "w", "quorum"));
        Deadline deadline = Deadline.in(READY);
        for (ClusterPlan.Node node : cluster.plan().nodes()) {
            while (admin.nodeStatus(node.number()).epoch() < epoch) {
                if (deadline.isPast()) {
                    throw new IllegalStateException("node " + node.name() + " does not learn of the new bucket");
                }
                deadline.pause(POLL);
            }
        }
    }

    private List<String> importNames(DemoData data) throws InterruptedException {
        listener.chapter("Real data: the names of Unicode's characters, three replicas each, quorum writes");
        Map<String, String> names = UnicodeNames.all(options.names());
        long begunAtNanos = System.nanoTime();
        long failed = new Importer(data, listener).run(names);
        double seconds = (System.nanoTime() - begunAtNanos) / 1e9;
        listener.event(String.format(
                Locale.ROOT,
                "%,d pairs in %.1f s, %,.0f writes/s, %d failed",
                names.size(),
                seconds,
                names.size() / seconds,
                failed));
        return new ArrayList<>(names.keySet());
    }

    private TimeToConsistency breakAndHeal(LocalCluster cluster, DemoData data, List<String> keys)
            throws IOException, InterruptedException {
        try (ConsistencySampler sampler = new ConsistencySampler(data.bucket());
                Workload workload = new Workload(data, keys, meter, sampler)) {
            FaultScript script = new FaultScript(cluster, meter, listener, options);
            listener.chapter(options.clients() + " clients read, write, read-modify-write and delete at quorum");
            script.begin();
            workload.start(options.clients(), options.seed());
            script.run();
            workload.finish();
            meter.end();
            listener.event("the load has ended");
            return sampler.finish(options.patience());
        }
    }

    private void cleanUp(LocalCluster cluster) {
        try {
            cluster.close();
            if (!keep) {
                cluster.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster in " + cluster.directory() + " could not be removed", e);
        }
    }
}

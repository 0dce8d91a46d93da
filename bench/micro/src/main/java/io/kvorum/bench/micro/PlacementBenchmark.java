package io.kvorum.bench.micro;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.quorum.LevelRequirement;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Topology;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a key to its replicas, and the tally of their answers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlacementBenchmark {
    private static final LevelRequirement TWO = new LevelRequirement(2, new TreeMap<>());

    @Param({"3", "9"})
    public int nodes;

    @Param({"64", "4096"})
    public int slots;

    private final Bytes key = Bytes.ofUtf8("user/000000012345");
    private Topology topology = Shapes.topology(3, 64);
    private Bucket bucket = topology.buckets().get(0);

    @Setup
    public void setUp() {
        topology = Shapes.topology(nodes, slots);
        bucket = topology.buckets().get(0);
    }

    @Benchmark
    public List<Integer> replicasOfKey() {
        return topology.replicasOf(topology.partitionOf(bucket, key));
    }

    @Benchmark
    public QuorumTally.Verdict tallyOfKey() {
        int partition = topology.partitionOf(bucket, key);
        QuorumTally tally = new QuorumTally(topology.voters(partition), TWO);
        List<Integer> replicas = topology.replicasOf(partition);
        tally.acknowledged(replicas.get(0));
        tally.acknowledged(replicas.get(1));
        return tally.verdict();
    }
}

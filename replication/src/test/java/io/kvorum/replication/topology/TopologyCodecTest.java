package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.replication.quorum.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopologyCodecTest {
    private final Topology sample = sample();

    @Test
    void whatIsWrittenIsRead() {
        for (int nodes = 1; nodes <= 12; nodes++) {
            Topology topology = Topologies.found("cluster", 64, Clusters.of(nodes, 3));
            assertThat(TopologyCodec.fromBytes(TopologyCodec.toBytes(topology))).isEqualTo(topology);
        }
        assertThat(TopologyCodec.fromBytes(TopologyCodec.toBytes(sample))).isEqualTo(sample);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = TopologyCodec.toBytes(sample);
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TopologyCodec.fromBytes(shorter)).isInstanceOf(MalformedBytesException.class);
        }
        assertThatThrownBy(() -> TopologyCodec.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void anotherFormatIsRefusedByItsNumber() {
        byte[] bytes = TopologyCodec.toBytes(sample);
        bytes[0] = 8;
        assertThatThrownBy(() -> TopologyCodec.fromBytes(bytes))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("format 8");
    }

    @Test
    void whoGathersIsToldSinceTheSixthFormat() {
        Topology founded = Topologies.found("cluster", 64, Clusters.of(3, 1));
        Topology named = changed(Topologies.nameAcceptor(founded, 1, new Actor(0), Actor.of(1, 1)));
        Topology gathering = changed(Topologies.acceptLoss(named, List.of()));
        assertThat(gathering.acceptors().gathers(1)).isTrue();
        assertThat(TopologyCodec.fromBytes(TopologyCodec.toBytes(gathering))).isEqualTo(gathering);
        byte[] bytes = TopologyCodec.toBytes(named);
        byte[] fifth = Arrays.copyOf(bytes, bytes.length - 2);
        fifth[0] = 5;
        // Before the last 14 bytes, which are the next bucket's number and the acceptors, the type of the only bucket
        // is left out.
        System.arraycopy(bytes, bytes.length - 14, fifth, bytes.length - 15, 13);
        assertThat(TopologyCodec.fromBytes(fifth)).isEqualTo(named);
    }

    private static Topology changed(BucketChange change) {
        return ((BucketChange.Changed) change).topology();
    }

    /** Of the only bucket the retention, the ttl, the kind, the feed and the type lie before the next bucket's number, the acceptors after it. */
    @Test
    void earlierFormatsAreRead() {
        Topology founded = Topologies.found("cluster", 64, Clusters.of(3, 1));
        byte[] bytes = TopologyCodec.toBytes(founded);
        int nextBucket = bytes.length - 3;
        assertThat(Arrays.copyOfRange(bytes, nextBucket - 5, bytes.length)).containsExactly(0, 0, 0, 0, 0, 2, 1, 0);
        for (int format = 1; format <= 3; format++) {
            byte[] earlier = Arrays.copyOf(bytes, nextBucket - 5 + format);
            earlier[0] = (byte) format;
            earlier[earlier.length - 1] = bytes[nextBucket];
            assertThat(TopologyCodec.fromBytes(earlier)).isEqualTo(founded);
        }
        for (int format = 4; format <= 6; format++) {
            int left = format == 4 ? 2 : 1;
            byte[] earlier = Arrays.copyOf(bytes, bytes.length - left);
            earlier[0] = (byte) format;
            System.arraycopy(bytes, nextBucket, earlier, nextBucket - left, 3);
            assertThat(TopologyCodec.fromBytes(earlier)).isEqualTo(founded);
        }
    }

    @Test
    void damagedBytesAreRefusedOrAreTheOnlyEncodingOfAnotherTopology() {
        byte[] bytes = TopologyCodec.toBytes(sample);
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                Topology read = TopologyCodec.fromBytes(damaged);
                assertThat(TopologyRules.violation(read)).isEmpty();
                assertThat(TopologyCodec.toBytes(read)).isEqualTo(damaged);
            } catch (MalformedBytesException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            assertThatThrownBy(() -> TopologyCodec.fromBytes(bytes)).isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void whatCannotBeATopologyIsRefused() {
        PlacementRing ring = sample.rings().get(0);
        Bucket bucket = sample.buckets().get(0);
        refuse(with(sample.nodes().reversed(), sample.rings(), sample.buckets(), 9), "out of order");
        refuse(with(sample.nodes().subList(0, 4), sample.rings(), sample.buckets(), 9), "do not follow");
        refuse(with(sample.nodes(), List.of(ring), sample.buckets(), 9), "has no ring");
        refuse(with(sample.nodes(), List.of(ring, ring), sample.buckets(), 9), "there twice");
        refuse(with(sample.nodes(), sample.rings(), sample.buckets(), 2), "was given already");
        refuse(with(sample.nodes(), sample.rings(), sample.buckets().reversed(), 9), "out of order");
        refuse(with(sample.nodes(), sample.rings(), List.of(bucket.withRead(Level.of(4))), 9), "N=3");
        refuse(with(sample.nodes(), sample.rings(), List.of(bucket.withMaxSiblings(0)), 9), "max-siblings");
        List<List<Integer>> twice = new ArrayList<>(ring.replicas());
        twice.set(3, List.of(1, 1, 2));
        PlacementRing doubled = new PlacementRing(0, ring.placement(), twice);
        refuse(with(sample.nodes(), List.of(doubled, sample.rings().get(1)), sample.buckets(), 9), "do not follow");
        List<List<Integer>> wrongRegion = new ArrayList<>(sample.rings().get(1).replicas());
        wrongRegion.set(0, List.of(1, 3));
        PlacementRing moved = new PlacementRing(1, sample.rings().get(1).placement(), wrongRegion);
        refuse(with(sample.nodes(), List.of(ring, moved), sample.buckets(), 9), "do not follow");
    }

    private void refuse(Topology topology, String part) {
        byte[] bytes = TopologyCodec.toBytes(topology);
        assertThatThrownBy(() -> TopologyCodec.fromBytes(bytes))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining(part);
    }

    private Topology with(List<NodeInfo> nodes, List<PlacementRing> rings, List<Bucket> buckets, int nextBucketId) {
        return new Topology(
                sample.clusterId(), 3, sample.slots(), nodes, buckets, rings, nextBucketId, sample.acceptors());
    }

    private static Topology sample() {
        Topology founded = Topologies.found("cluster-1", 8, Clusters.of(5, 2, 2));
        return ((BucketChange.Changed) Topologies.createBucket(
                        founded,
                        "orders",
                        Map.of("placement", "r0=1,r1=1", "r", "2", "w", "all", "sloppy", "true", "type", "hll")))
                .topology();
    }
}

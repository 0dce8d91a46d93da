package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologiesTest {
    private final Topology founded = Topologies.found("cluster-1", 64, Clusters.of(5, 3, 2));

    @Test
    void aClusterIsFoundedWithOneDefaultBucket() {
        assertThat(founded.epoch()).isEqualTo(1);
        assertThat(founded.buckets())
                .containsExactly(new Bucket(
                        1,
                        "default",
                        Bucket.Kind.EVENTUAL,
                        Placement.of(3),
                        Level.QUORUM,
                        Level.QUORUM,
                        false,
                        32,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        CellType.NONE));
        assertThat(founded.rings()).hasSize(1);
        assertThat(TopologyRules.violation(founded)).isEmpty();
    }

    @Test
    void theDefaultBucketHasAsManyReplicasAsASmallClusterHasNodes() {
        for (int nodes = 1; nodes <= 5; nodes++) {
            Topology small = Topologies.found("c", 8, Clusters.of(nodes, 1));
            assertThat(small.bucket("default").orElseThrow().placement()).isEqualTo(Placement.of(Math.min(3, nodes)));
        }
    }

    @Test
    void theNodesMayBeNamedInAnyOrder() {
        List<NodeInfo> reversed = new ArrayList<>(Clusters.of(5, 3, 2)).reversed();
        assertThat(Topologies.found("cluster-1", 64, reversed)).isEqualTo(founded);
        assertThat(founded.metadataNode()).isEqualTo(1);
    }

    @Test
    void nodesThatCannotBeTheMembersOfAClusterAreRefused() {
        NodeInfo good = Clusters.node(1, "a", "r");
        assertRefused(List.of(), "1 to 1000 nodes");
        assertRefused(List.of(good, new NodeInfo(1, "other", "h:1", "a", "r")), "number 1 is there twice");
        assertRefused(List.of(good, new NodeInfo(2, "n1", "h:1", "a", "r")), "two nodes have the name n1");
        assertRefused(List.of(good, new NodeInfo(2, "n2", "host1:7000", "a", "r")), "two nodes have the address");
        for (int number : List.of(0, -1, 65_536)) {
            assertRefused(List.of(new NodeInfo(number, "n", "h:1", "a", "r")), "not between 1 and 65535");
        }
        for (String address : List.of("", "h", "h:", ":1", "h:0", "h:65536", "h:x", "h h:1", "h:999999999999")) {
            assertRefused(List.of(new NodeInfo(1, "n", address, "a", "r")), "is not host:port");
        }
        for (String name : List.of("", "a b", "a=b", "a,b", "ä", "x".repeat(65))) {
            assertRefused(List.of(new NodeInfo(1, name, "h:1", "a", "r")), "'" + name + "'");
            assertRefused(List.of(new NodeInfo(1, "n", "h:1", name, "r")), "'" + name + "'");
            assertRefused(List.of(new NodeInfo(1, "n", "h:1", "a", name)), "'" + name + "'");
        }
    }

    @Test
    void slotsAreAPowerOfTwo() {
        for (int slots : List.of(0, -1, 3, 100, 131_072, Integer.MIN_VALUE)) {
            assertThatThrownBy(() -> Topologies.found("c", slots, Clusters.of(1, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("power of two");
        }
        assertThat(Topologies.found("c", 1, Clusters.of(3, 1)).partitionCount()).isEqualTo(1);
        assertThat(Topologies.found("c", 65_536, Clusters.of(3, 1)).partitionCount())
                .isEqualTo(65_536);
    }

    @Test
    void aBucketIsCreatedInTheNextEpochWithItsProperties() {
        Topology next = changed(create(
                founded,
                "orders",
                Map.of("placement", "r0=2,r1=2", "r", "1", "w", "each_quorum", "sloppy", "true", "max-siblings", "5")));
        assertThat(next.epoch()).isEqualTo(2);
        assertThat(next.bucket("orders"))
                .contains(new Bucket(
                        2,
                        "orders",
                        Bucket.Kind.EVENTUAL,
                        Placement.of(Map.of("r0", 2, "r1", 2)),
                        Level.of(1),
                        Level.EACH_QUORUM,
                        true,
                        5,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        CellType.NONE));
        assertThat(next.rings()).hasSize(2);
        assertThat(next.rings().get(0)).isEqualTo(founded.rings().get(0));
        int partition = next.partitionOf(next.bucket("orders").orElseThrow(), Bytes.ofUtf8("key"));
        assertThat(partition).isBetween(64, 127);
        assertThat(next.voters(partition))
                .hasSize(4)
                .allSatisfy(voter -> assertThat(voter.region()).isEqualTo("r" + (voter.node() - 1) % 2));
        assertThat(TopologyRules.violation(next)).isEmpty();
    }

    @Test
    void bucketsOfOnePlacementShareItsRing() {
        Topology next = changed(create(founded, "a", Map.of("placement", "3")));
        assertThat(next.rings()).isEqualTo(founded.rings());
    }

    @Test
    void creatingABucketAgainIsNoErrorUnlessItDiffers() {
        Topology next = changed(create(founded, "a", Map.of("r", "2")));
        assertThat(create(next, "a", Map.of("r", "2"))).isEqualTo(new BucketChange.Unchanged());
        assertThat(create(next, "a", Map.of("r", "2", "placement", "3"))).isEqualTo(new BucketChange.Unchanged());
        assertThat(create(founded, "default", Map.of())).isEqualTo(new BucketChange.Unchanged());
        assertRefused(create(next, "a", Map.of()), ErrorCode.CONFLICT, "r=2");
        assertRefused(create(next, "a", Map.of("r", "2", "placement", "2")), ErrorCode.CONFLICT, "placement=3");
    }

    @Test
    void idsOfDroppedBucketsAreNeverGivenAgain() {
        Topology topology = founded;
        int last = 1;
        for (int round = 0; round < 5; round++) {
            topology = changed(create(topology, "a", Map.of()));
            int id = topology.bucket("a").orElseThrow().id();
            assertThat(id).isGreaterThan(last);
            last = id;
            topology = changed(Topologies.dropBucket(topology, "a"));
            assertThat(topology.bucket("a")).isEmpty();
        }
        assertThat(topology.epoch()).isEqualTo(11);
        assertThat(TopologyRules.violation(topology)).isEmpty();
    }

    @Test
    void propertiesThatAreNotNamedStay() {
        Topology next = changed(create(founded, "a", Map.of("r", "1", "sloppy", "true")));
        Topology set = changed(Topologies.setBucket(next, "a", Map.of("w", "all", "max-siblings", "1")));
        assertThat(set.bucket("a"))
                .contains(new Bucket(
                        2,
                        "a",
                        Bucket.Kind.EVENTUAL,
                        Placement.of(3),
                        Level.of(1),
                        Level.ALL,
                        true,
                        1,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        CellType.NONE));
        assertThat(set.epoch()).isEqualTo(3);
        assertThat(Topologies.setBucket(set, "a", Map.of("w", "all"))).isEqualTo(new BucketChange.Unchanged());
    }

    @Test
    void thePlacementOfABucketStays() {
        assertRefused(
                Topologies.setBucket(founded, "default", Map.of("placement", "5")),
                ErrorCode.NOT_SUPPORTED,
                "moving partitions is not built yet");
        assertThat(Topologies.setBucket(founded, "default", Map.of("placement", "3")))
                .isEqualTo(new BucketChange.Unchanged());
    }

    @Test
    void aBucketThatIsNotThereCannotBeChanged() {
        assertRefused(Topologies.setBucket(founded, "x", Map.of()), ErrorCode.UNKNOWN_BUCKET, "'x'");
        assertRefused(Topologies.dropBucket(founded, "x"), ErrorCode.UNKNOWN_BUCKET, "'x'");
    }

    @Test
    void namesOfBucketsAreShortAndPlain() {
        for (String name : List.of("", "A", "a b", "-a", ".a", "_a", "ä", "a/b", "x".repeat(65))) {
            assertRefused(create(founded, name, Map.of()), ErrorCode.BAD_REQUEST, "'" + name + "'");
        }
        for (String name : List.of("a", "0", "a.b-c_d", "x".repeat(64))) {
            assertThat(changed(create(founded, name, Map.of())).bucket(name)).isPresent();
        }
    }

    @Test
    void valuesThatAPropertyCannotHaveAreRefused() {
        for (String property : List.of(
                "r=0",
                "r=4",
                "w=4",
                "r=two",
                "r=",
                "w=-1",
                "w=majority",
                "sloppy=yes",
                "sloppy=",
                "max-siblings=0",
                "max-siblings=33",
                "max-siblings=x",
                "max-siblings=99999999999",
                "placement=0",
                "placement=x",
                "ttl=",
                "ttl=-1s",
                "ttl=10",
                "ttl=3651d",
                "ttl=999999999d",
                "ttl=1h30m")) {
            String[] parts = property.split("=", 2);
            assertRefused(create(founded, "a", Map.of(parts[0], parts[1])), ErrorCode.BAD_REQUEST, parts[0]);
        }
        assertRefused(create(founded, "a", Map.of("r", "4")), ErrorCode.BAD_REQUEST, "N=3");
        assertRefused(create(founded, "a", Map.of("w", "5", "placement", "r0=2,r1=2")), ErrorCode.BAD_REQUEST, "N=4");
    }

    @Test
    void aPropertyThatIsNotBuiltYetIsRefusedAsSuch() {
        for (String property : List.of("durability=async")) {
            String[] parts = property.split("=", 2);
            Map<String, String> properties = Map.of(parts[0], parts[1]);
            assertRefused(create(founded, "a", properties), ErrorCode.NOT_SUPPORTED, property);
            assertRefused(
                    Topologies.setBucket(founded, "default", properties), ErrorCode.NOT_SUPPORTED, "not built yet");
        }
        assertThat(create(founded, "default", Map.of("kind", "eventual", "durability", "fsync")))
                .isEqualTo(new BucketChange.Unchanged());
    }

    @Test
    void anUnknownPropertyIsRefusedWithTheNearestName() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "placment", "placement", "Sloppy", "sloppy", "max_siblings", "max-siblings", "q", "r", "W", "r")
                .entrySet()) {
            assertRefused(
                    create(founded, "a", Map.of(wrong.getKey(), "1")),
                    ErrorCode.BAD_REQUEST,
                    "nearest is '" + wrong.getValue() + "'");
        }
    }

    @Test
    void aPlacementThatTheNodesCannotCarryIsRefused() {
        assertRefused(create(founded, "a", Map.of("placement", "6")), ErrorCode.BAD_REQUEST, "needs 6 nodes");
        assertRefused(
                create(founded, "a", Map.of("placement", "r0=1,r1=3")),
                ErrorCode.BAD_REQUEST,
                "needs 3 nodes in region r1, the cluster has 2");
        assertRefused(create(founded, "a", Map.of("placement", "mars=1")), ErrorCode.BAD_REQUEST, "region mars");
    }

    @Test
    void bucketsAndPlacementsHaveALimit() {
        Topology topology = Topologies.found("c", 1, Clusters.of(3, 1));
        for (int bucket = 1; bucket < Topologies.MAX_BUCKETS; bucket++) {
            topology = changed(create(topology, "b" + bucket, Map.of()));
        }
        assertRefused(create(topology, "more", Map.of()), ErrorCode.BAD_REQUEST, "1000 buckets");
        assertThat(create(topology, "b7", Map.of())).isEqualTo(new BucketChange.Unchanged());

        Topology many = Topologies.found("c", 1, Clusters.of(15, 1, 5));
        int created = 0;
        for (int code = 1; created < Topologies.MAX_PLACEMENTS - 1; code++, created++) {
            many = changed(create(many, "b" + code, Map.of("placement", placement(code))));
        }
        assertRefused(
                create(many, "more", Map.of("placement", placement(created + 1))),
                ErrorCode.BAD_REQUEST,
                "64 different placements");
    }

    private static String placement(int code) {
        List<String> parts = new ArrayList<>();
        int rest = code;
        for (int region = 0; region < 5; region++, rest /= 3) {
            if (rest % 3 > 0) {
                parts.add("r" + region + "=" + rest % 3);
            }
        }
        return String.join(",", parts);
    }

    @Test
    void theKindOfABucketIsFixedWhenItIsCreated() {
        Topology strong = changed(create(founded, "a", Map.of("kind", "strong")));
        assertThat(strong.bucket("a").orElseThrow().isStrong()).isTrue();
        assertThat(create(strong, "a", Map.of("kind", "strong"))).isEqualTo(new BucketChange.Unchanged());
        assertRefused(create(strong, "a", Map.of()), ErrorCode.CONFLICT, "kind=strong");
        assertRefused(Topologies.setBucket(strong, "a", Map.of("kind", "eventual")), ErrorCode.BAD_REQUEST, "kind");
        assertRefused(create(founded, "b", Map.of("kind", "weak")), ErrorCode.BAD_REQUEST, "eventual or strong");
    }

    @Test
    void whatMeansNothingForAStrongBucketIsRefused() {
        for (String property :
                List.of("r=1", "w=all", "sloppy=true", "max-siblings=3", "ttl=1h", "feed-retention=1h")) {
            String name = property.substring(0, property.indexOf('='));
            String value = property.substring(name.length() + 1);
            assertRefused(create(founded, "a", Map.of("kind", "strong", name, value)), ErrorCode.BAD_REQUEST, property);
            Topology strong = changed(create(founded, "a", Map.of("kind", "strong")));
            assertRefused(Topologies.setBucket(strong, "a", Map.of(name, value)), ErrorCode.BAD_REQUEST, property);
        }
        Bucket plain = changed(create(founded, "a", Map.of("kind", "strong", "r", "quorum", "placement", "3")))
                .bucket("a")
                .orElseThrow();
        assertThat(plain.isStrong())
                .as("the defaults may be named, as an export does")
                .isTrue();
    }

    @Test
    void keysOfOneTagAreInOnePartition() {
        Topology strong = changed(create(founded, "a", Map.of("kind", "strong")));
        Bucket bucket = strong.bucket("a").orElseThrow();
        int partition = strong.partitionOf(bucket, Bytes.ofUtf8("order-17"));
        for (String key : List.of("{order-17}state", "{order-17}outbox", "at{order-17}", "{order-17}{x}")) {
            assertThat(strong.partitionOf(bucket, Bytes.ofUtf8(key))).isEqualTo(partition);
            assertThat(Tags.register(Bytes.ofUtf8(key)))
                    .isEqualTo(Tags.register(Bytes.ofUtf8("{order-17}")))
                    .isNotEqualTo(Tags.register(Bytes.ofUtf8("order-17")));
        }
        for (String key : List.of("{}x", "{open", "}{", "x")) {
            assertThat(Tags.isTagged(Bytes.ofUtf8(key))).as(key).isFalse();
        }
    }

    /** A late wish of an incarnation that was replaced must not bring it back. */
    @Test
    void onlyTheNamedIncarnationIsReplaced() {
        Actor first = Actor.of(2, 1);
        Actor second = Actor.of(2, 2);
        Actor nobody = new Actor(0);
        Topology one = changed(Topologies.nameAcceptor(founded, 2, nobody, first));
        assertThat(one.acceptors().of(2)).contains(new Acceptors.Name(2, first, 1));
        assertThat(one.acceptors().epoch()).isEqualTo(one.epoch()).isEqualTo(founded.epoch() + 1);
        Topology two = changed(Topologies.nameAcceptor(one, 2, first, second));
        assertThat(two.acceptors().of(2)).contains(new Acceptors.Name(2, second, 2));
        assertThat(Topologies.nameAcceptor(two, 2, first, second)).isEqualTo(new BucketChange.Unchanged());
        assertRefused(Topologies.nameAcceptor(two, 2, nobody, first), ErrorCode.CONFLICT, "votes as");
        assertThat(Topologies.nameAcceptor(two, 99, nobody, Actor.of(99, 1))).isEqualTo(new BucketChange.Unchanged());
        assertThat(TopologyCodec.fromBytes(TopologyCodec.toBytes(two))).isEqualTo(two);
        Topology bucket = changed(create(two, "a", Map.of()));
        assertThat(bucket.acceptors()).isEqualTo(two.acceptors());
    }

    private static BucketChange create(Topology topology, String name, Map<String, String> properties) {
        return Topologies.createBucket(topology, name, properties);
    }

    private static Topology changed(BucketChange change) {
        assertThat(change).isInstanceOf(BucketChange.Changed.class);
        return ((BucketChange.Changed) change).topology();
    }

    private static void assertRefused(BucketChange change, ErrorCode code, String part) {
        assertThat(change).isInstanceOfSatisfying(BucketChange.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).contains(part);
        });
    }

    private static void assertRefused(List<NodeInfo> nodes, String part) {
        assertThatThrownBy(() -> Topologies.found("c", 8, nodes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}

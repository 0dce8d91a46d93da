package io.kvorum.replication.topology;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.quorum.LevelRequirement;
import io.kvorum.replication.request.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes topologies: the first one, and the next one with a bucket changed. Pure functions. */
public final class Topologies {
    public static final int MAX_SLOTS = 65_536;
    public static final int MAX_NODES = 1_000;
    public static final int MAX_BUCKETS = 1_000;
    /** Placements ever used; their rings stay, since partitions are numbered by them. */
    public static final int MAX_PLACEMENTS = 64;

    private static final int DEFAULT_REPLICAS = 3;

    private Topologies() {}

    /**
     * Epoch 1 of a cluster, with the bucket {@code default}.
     *
     * @param slots a power of two from 1 to {@value #MAX_SLOTS}
     * @throws IllegalArgumentException saying what is wrong with the arguments
     */
    public static Topology found(String clusterId, int slots, List<NodeInfo> nodes) {
        List<NodeInfo> sorted =
                nodes.stream().sorted(Comparator.comparingInt(NodeInfo::number)).toList();
        TopologyRules.membersViolation(clusterId, slots, sorted).ifPresent(message -> {
            throw new IllegalArgumentException(message);
        });
        Bucket bucket = defaults(Bucket.DEFAULT_NAME, sorted).withId(1);
        PlacementRing ring = Rings.assign(sorted, bucket.placement(), slots, Optional.empty(), 0);
        return new Topology(clusterId, 1, slots, sorted, List.of(bucket), List.of(ring), 2, Acceptors.NONE);
    }

    /** Creates a bucket; again with the same properties is no change, with others a conflict. */
    public static BucketChange createBucket(Topology topology, String name, Map<String, String> properties) {
        if (!Names.isBucketName(name)) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "a bucket's name is 1 to " + Names.MAX_LENGTH
                            + " of a-z, 0-9, '.', '_' and '-', with a letter or digit first; '" + name + "' is not");
        }
        return switch (BucketProperties.apply(defaults(name, topology.nodes()), properties)) {
            case BucketProperties.Invalid invalid -> refused(invalid.code(), invalid.message());
            case BucketProperties.Valid valid ->
                topology.bucket(name)
                        .map(existing -> createAgain(existing, valid.bucket()))
                        .orElseGet(() -> create(topology, valid.bucket()));
        };
    }

    private static BucketChange createAgain(Bucket existing, Bucket wanted) {
        return wanted.withId(existing.id()).equals(existing)
                ? new BucketChange.Unchanged()
                : refused(
                        ErrorCode.CONFLICT,
                        "bucket " + existing.name() + " exists already with other properties: "
                                + BucketProperties.describe(existing));
    }

    private static BucketChange create(Topology topology, Bucket wanted) {
        if (topology.buckets().size() >= MAX_BUCKETS) {
            return refused(ErrorCode.BAD_REQUEST, "the cluster has " + MAX_BUCKETS + " buckets, the most allowed");
        }
        Optional<String> problem = Rings.problem(topology.nodes(), wanted.placement());
        if (problem.isPresent()) {
            return refused(ErrorCode.BAD_REQUEST, problem.get());
        }
        List<PlacementRing> rings = new ArrayList<>(topology.rings());
        if (rings.stream().noneMatch(ring -> ring.placement().equals(wanted.placement()))) {
            if (rings.size() >= MAX_PLACEMENTS) {
                return refused(
                        ErrorCode.BAD_REQUEST,
                        "the cluster has used " + MAX_PLACEMENTS
                                + " different placements, the most allowed; take one of another bucket");
            }
            rings.add(Rings.assign(
                    topology.nodes(), wanted.placement(), topology.slots(), Optional.empty(), rings.size()));
        }
        List<Bucket> buckets = new ArrayList<>(topology.buckets());
        buckets.add(wanted.withId(topology.nextBucketId()));
        return next(topology, buckets, rings, topology.nextBucketId() + 1);
    }

    /** Changes the named properties of a bucket. */
    public static BucketChange setBucket(Topology topology, String name, Map<String, String> properties) {
        Optional<Bucket> found = topology.bucket(name);
        if (found.isEmpty()) {
            return unknown(name);
        }
        Bucket existing = found.get();
        return switch (BucketProperties.apply(existing, properties)) {
            case BucketProperties.Invalid invalid -> refused(invalid.code(), invalid.message());
            case BucketProperties.Valid valid -> set(topology, existing, valid.bucket());
        };
    }

    private static BucketChange set(Topology topology, Bucket existing, Bucket wanted) {
        if (wanted.equals(existing)) {
            return new BucketChange.Unchanged();
        }
        if (wanted.kind() != existing.kind()) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "the kind of bucket " + existing.name() + " stays "
                            + BucketProperties.nameOf(existing.kind())
                            + ": it is fixed when a bucket is created; create another bucket and copy");
        }
        if (wanted.feed() != existing.feed()) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "feed of bucket " + existing.name() + " stays " + existing.feed()
                            + ": it is fixed when a bucket is created; create another bucket and copy");
        }
        if (wanted.type() != existing.type()) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "the type of bucket " + existing.name() + " stays " + existing.type()
                            + ": it is fixed when a bucket is created; create another bucket");
        }
        if (!wanted.placement().equals(existing.placement())) {
            return refused(
                    ErrorCode.NOT_SUPPORTED,
                    "the placement of bucket " + existing.name() + " stays " + existing.placement()
                            + ": moving partitions is not built yet; create another bucket");
        }
        List<Bucket> buckets = topology.buckets().stream()
                .map(bucket -> bucket.id() == existing.id() ? wanted : bucket)
                .toList();
        return next(topology, buckets, topology.rings(), topology.nextBucketId());
    }

    /** Takes the bucket out of the catalogue. Its id is never given to another one. */
    public static BucketChange dropBucket(Topology topology, String name) {
        if (topology.bucket(name).isEmpty()) {
            return unknown(name);
        }
        List<Bucket> buckets = topology.buckets().stream()
                .filter(bucket -> !bucket.name().equals(name))
                .toList();
        return next(topology, buckets, topology.rings(), topology.nextBucketId());
    }

    private static BucketChange next(
            Topology topology, List<Bucket> buckets, List<PlacementRing> rings, int nextBucketId) {
        return new BucketChange.Changed(new Topology(
                topology.clusterId(),
                topology.epoch() + 1,
                topology.slots(),
                topology.nodes(),
                buckets,
                rings,
                nextBucketId,
                topology.acceptors()));
    }

    /**
     * Names another incarnation of a node as the one that votes.
     *
     * @param previous the one that it is to replace: a late wish of an earlier incarnation changes nothing
     */
    public static BucketChange nameAcceptor(Topology topology, int node, Actor previous, Actor acceptor) {
        return nameAcceptor(topology, node, previous, acceptor, topology.epoch() + 1);
    }

    /** @param acceptorsEpoch in which it votes; no promise of the one before may be of the same */
    public static BucketChange nameAcceptor(
            Topology topology, int node, Actor previous, Actor acceptor, long acceptorsEpoch) {
        Actor named = topology.acceptors().named(node);
        if (named.equals(acceptor) || topology.node(node).isEmpty()) {
            return new BucketChange.Unchanged();
        }
        if (!named.equals(previous)) {
            return refused(ErrorCode.CONFLICT, "node " + node + " votes as " + named + ", not as " + previous);
        }
        return new BucketChange.Changed(
                withAcceptors(topology, topology.acceptors().with(node, acceptor, acceptorsEpoch)));
    }

    /**
     * Lets registers go on with what is still there when so many nodes have lost their disks, or run on copies, that nobody is left to
     * learn from.
     *
     * @param without nodes that are not waited for; they learn from the others when they come back
     */
    public static BucketChange acceptLoss(Topology topology, List<Integer> without) {
        Set<Integer> gathering = topology.acceptors().names().stream()
                .map(Acceptors.Name::node)
                .filter(node -> !without.contains(node))
                .collect(Collectors.toCollection(TreeSet::new));
        for (int node : without) {
            if (topology.node(node).isEmpty()) {
                return refused(ErrorCode.BAD_REQUEST, "there is no node " + node);
            }
        }
        if (topology.acceptors().names().isEmpty()) {
            return new BucketChange.Unchanged();
        }
        for (List<Integer> owners : strongReplicas(topology)) {
            long left = owners.stream().filter(gathering::contains).count();
            if (left < LevelRequirement.majority(owners.size())) {
                return refused(
                        ErrorCode.BAD_REQUEST,
                        "only " + left + " of the replicas " + owners
                                + " would be left, which is no majority; start more of them, with empty directories if"
                                + " need be");
            }
        }
        long epoch = topology.epoch() + 1;
        return new BucketChange.Changed(
                withAcceptors(topology, topology.acceptors().gathering(gathering, epoch)));
    }

    private static List<List<Integer>> strongReplicas(Topology topology) {
        return topology.rings().stream()
                .filter(ring -> topology.buckets().stream()
                        .anyMatch(bucket ->
                                bucket.isStrong() && bucket.placement().equals(ring.placement())))
                .flatMap(ring -> ring.replicas().stream())
                .toList();
    }

    private static Topology withAcceptors(Topology topology, Acceptors acceptors) {
        return new Topology(
                topology.clusterId(),
                topology.epoch() + 1,
                topology.slots(),
                topology.nodes(),
                topology.buckets(),
                topology.rings(),
                topology.nextBucketId(),
                acceptors);
    }

    private static Bucket defaults(String name, List<NodeInfo> nodes) {
        Placement placement = Placement.of(Math.min(DEFAULT_REPLICAS, nodes.size()));
        return new Bucket(
                0,
                name,
                Bucket.Kind.EVENTUAL,
                placement,
                Level.QUORUM,
                Level.QUORUM,
                false,
                Bucket.MOST_SIBLINGS,
                Duration.ZERO,
                Duration.ZERO,
                false,
                CellType.NONE);
    }

    private static BucketChange unknown(String name) {
        return refused(ErrorCode.UNKNOWN_BUCKET, "there is no bucket '" + name + "'");
    }

    private static BucketChange refused(ErrorCode code, String message) {
        return new BucketChange.Refused(code, message);
    }
}

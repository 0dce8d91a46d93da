package io.kvorum.replication.topology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What holds of every topology. Each check answers with a sentence, or nothing. */
final class TopologyRules {
    private static final int MAX_NODE_NUMBER = 65_535;

    private TopologyRules() {}

    static Optional<String> violation(Topology topology) {
        if (topology.epoch() < 1) {
            return Optional.of("the epoch is less than 1");
        }
        return membersViolation(topology.clusterId(), topology.slots(), topology.nodes())
                .or(() -> ringsViolation(topology))
                .or(() -> bucketsViolation(topology))
                .or(() -> acceptorsViolation(topology));
    }

    private static Optional<String> acceptorsViolation(Topology topology) {
        Acceptors acceptors = topology.acceptors();
        if (acceptors.epoch() < 1 || acceptors.epoch() > topology.epoch()) {
            return Optional.of(
                    "the epoch of the acceptors " + acceptors.epoch() + " is not one up to that of the topology");
        }
        int previous = 0;
        for (Acceptors.Name name : acceptors.names()) {
            boolean isMember = topology.node(name.node()).isPresent();
            if (name.node() <= previous || !isMember || name.count() < 1) {
                return Optional.of(
                        "acceptor " + name.acceptor() + " is out of order, of no node, or has a wrong count");
            }
            previous = name.node();
        }
        return Optional.empty();
    }

    /** @param nodes in the order in which the topology would hold them */
    static Optional<String> membersViolation(String clusterId, int slots, List<NodeInfo> nodes) {
        if (!Names.isName(clusterId)) {
            return Optional.of("the cluster's id '" + clusterId + "' is not 1 to " + Names.MAX_LENGTH
                    + " letters, digits, '.', '_' or '-'");
        }
        if (slots < 1 || slots > Topologies.MAX_SLOTS || Integer.bitCount(slots) != 1) {
            return Optional.of("slots is " + slots + ", not a power of two from 1 to " + Topologies.MAX_SLOTS);
        }
        if (nodes.isEmpty() || nodes.size() > Topologies.MAX_NODES) {
            return Optional.of("a cluster has 1 to " + Topologies.MAX_NODES + " nodes, not " + nodes.size());
        }
        TreeSet<String> names = new TreeSet<>();
        TreeSet<String> addresses = new TreeSet<>();
        int previous = 0;
        for (NodeInfo node : nodes) {
            Optional<String> violation = nodeViolation(node);
            if (violation.isPresent()) {
                return violation;
            }
            if (node.number() <= previous) {
                return Optional.of("node number " + node.number() + " is there twice or out of order");
            }
            if (!names.add(node.name())) {
                return Optional.of("two nodes have the name " + node.name());
            }
            if (!addresses.add(node.address())) {
                return Optional.of("two nodes have the address " + node.address());
            }
            previous = node.number();
        }
        return Optional.empty();
    }

    private static Optional<String> nodeViolation(NodeInfo node) {
        if (node.number() < 1 || node.number() > MAX_NODE_NUMBER) {
            return Optional.of("node number " + node.number() + " is not between 1 and " + MAX_NODE_NUMBER);
        }
        for (String name : List.of(node.name(), node.zone(), node.region())) {
            if (!Names.isName(name)) {
                return Optional.of("node " + node.number() + ": '" + name + "' is not 1 to " + Names.MAX_LENGTH
                        + " letters, digits, '.', '_' or '-'");
            }
        }
        return Names.isAddress(node.address())
                ? Optional.empty()
                : Optional.of("node " + node.number() + ": address '" + node.address() + "' is not host:port");
    }

    private static Optional<String> ringsViolation(Topology topology) {
        if (topology.rings().size() > Topologies.MAX_PLACEMENTS) {
            return Optional.of("there are more than " + Topologies.MAX_PLACEMENTS + " placements");
        }
        TreeMap<Integer, String> regions = new TreeMap<>();
        topology.nodes().forEach(node -> regions.put(node.number(), node.region()));
        TreeSet<String> placements = new TreeSet<>();
        for (int index = 0; index < topology.rings().size(); index++) {
            PlacementRing ring = topology.rings().get(index);
            if (ring.index() != index || !placements.add(ring.placement().toString())) {
                return Optional.of("ring " + index + " is out of place or there twice");
            }
            if (!isValid(ring.placement()) || ring.replicas().size() != topology.slots()) {
                return Optional.of("ring " + index + " has no valid placement or another number of slots");
            }
            for (List<Integer> owners : ring.replicas()) {
                if (!follow(owners, ring.placement(), regions)) {
                    return Optional.of("ring " + index + " has a slot whose owners " + owners
                            + " do not follow placement " + ring.placement());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isValid(Placement placement) {
        return Placements.parse(placement.toString()).equals(new Placements.Valid(placement));
    }

    private static boolean follow(List<Integer> owners, Placement placement, Map<Integer, String> regions) {
        TreeMap<String, Integer> perRegion = new TreeMap<>();
        for (int owner : owners) {
            String region = regions.get(owner);
            if (region == null) {
                return false;
            }
            perRegion.merge(region, 1, Integer::sum);
        }
        return owners.size() == placement.replicas()
                && new TreeSet<>(owners).size() == owners.size()
                && (placement.perRegion().isEmpty() || placement.perRegion().equals(perRegion));
    }

    private static Optional<String> bucketsViolation(Topology topology) {
        if (topology.buckets().size() > Topologies.MAX_BUCKETS) {
            return Optional.of("there are more than " + Topologies.MAX_BUCKETS + " buckets");
        }
        TreeSet<String> names = new TreeSet<>();
        int previous = 0;
        for (Bucket bucket : topology.buckets()) {
            boolean hasRing =
                    topology.rings().stream().anyMatch(ring -> ring.placement().equals(bucket.placement()));
            if (bucket.id() <= previous || !Names.isBucketName(bucket.name()) || !names.add(bucket.name())) {
                return Optional.of("bucket " + bucket.id() + " has a wrong name or is out of order");
            }
            if (!hasRing || bucket.maxSiblings() < 1 || bucket.maxSiblings() > Bucket.MOST_SIBLINGS) {
                return Optional.of("bucket " + bucket.id() + " has no ring or a wrong max-siblings");
            }
            Optional<String> levels = BucketProperties.withinReplicas(bucket);
            if (levels.isPresent()) {
                return levels;
            }
            previous = bucket.id();
        }
        return topology.nextBucketId() > previous
                ? Optional.empty()
                : Optional.of("the next bucket's id " + topology.nextBucketId() + " was given already");
    }
}

package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Creates, changes and drops buckets while faults go on, and holds the cluster to what it was told. */
final class CatalogueClient {
    private static final int NAMES = 4;

    private final SimWorld world;
    private final Catalogue catalogue;
    private final Coverage coverage;
    private final SimRandom random;
    private final List<Change> changes = new ArrayList<>();
    private boolean over;

    /** One change and what became of it. */
    private static final class Change {
        private final ClientRequest request;
        private Optional<Long> epoch = Optional.empty();
        private boolean notApplied;

        Change(ClientRequest request) {
            this.request = request;
        }
    }

    CatalogueClient(SimWorld world, Catalogue catalogue, Coverage coverage) {
        this.world = world;
        this.catalogue = catalogue;
        this.coverage = coverage;
        this.random = new SimRandom(world.config().seed()).fork(900);
    }

    /**
     * @param through the node that is asked first; the client is next to it
     * @param index says what is asked for; no two are alike
     */
    void change(int through, int index) {
        SimRandom own = random.fork(index);
        change(through, request(own, index), own, epoch -> {});
    }

    /** @param then told the epoch if the change is acknowledged */
    void change(int through, ClientRequest request, SimRandom own, LongConsumer then) {
        Change change = new Change(request);
        changes.add(change);
        Call.Patience patience = new Call.Patience(own.between(100, 1_500), 1 + own.below(4), own.skewed(1, 300));
        world.trace().line(world.now(), "", () -> "a client asks through node " + through + ": " + change.request);
        new Call(world, through, patience, change.request, own, end -> {
                    ended(change, end);
                    change.epoch.ifPresent(then::accept);
                })
                .start(through);
    }

    private ClientRequest request(SimRandom own, int index) {
        String name = "b" + own.below(NAMES);
        int draw = own.below(10);
        if (draw < 2) {
            return new ClientRequest.DropBucket(name);
        }
        // No two changes want the same, so that it can be told whose is in force.
        Map<String, String> properties = new TreeMap<>(Map.of(
                "max-siblings", Integer.toString(1 + index % Bucket.MOST_SIBLINGS),
                "r", Integer.toString(1 + index / Bucket.MOST_SIBLINGS % 3),
                "w", Integer.toString(1 + index / (3 * Bucket.MOST_SIBLINGS) % 3)));
        if (draw < 5) {
            return new ClientRequest.SetBucket(name, properties);
        }
        properties.put("placement", placement());
        return new ClientRequest.CreateBucket(name, properties);
    }

    /** That of the run's own bucket: another ring would have other partitions. */
    private String placement() {
        return world.topology()
                .bucket(Plan.BUCKET)
                .map(bucket -> bucket.placement().toString())
                .orElse("3");
    }

    private void ended(Change change, Call.End end) {
        if (over) {
            return;
        }
        switch (end) {
            case Call.End.Success(ClientReply reply, int coordinator) -> {
                if (reply instanceof ClientReply.BucketChanged changed) {
                    change.epoch = Optional.of(changed.epoch());
                    coverage.catalogueChanged();
                } else {
                    catalogue.broken("a change of a bucket is answered with " + reply);
                }
            }
            case Call.End.Failure(boolean certain, var ignored) -> change.notApplied = certain;
        }
        world.trace()
                .line(
                        world.now(),
                        "",
                        () -> "a client is told of " + change.request + ": "
                                + change.epoch
                                        .map(epoch -> "epoch " + epoch)
                                        .orElse(change.notApplied ? "not applied" : "unknown"));
    }

    /** What was acknowledged is in the epoch that was named; what was refused is in none. */
    void judge() {
        over = true;
        catalogue.judge();
        for (Change change : changes) {
            change.epoch.ifPresent(epoch -> {
                Topology named = catalogue.epochs().get(epoch);
                if (named == null || !holds(change.request, named)) {
                    catalogue.broken(change.request + " was acknowledged as of epoch " + epoch + ", which is "
                            + (named == null ? "unknown" : named.buckets()));
                }
            });
            if (change.notApplied && isMadeAnywhere(change.request)) {
                world.violate(
                        Violation.Kind.DISHONEST_OUTCOME,
                        "",
                        change.request + " is in force although its client was told that it was not applied");
            }
        }
    }

    private boolean isMadeAnywhere(ClientRequest request) {
        return !(request instanceof ClientRequest.DropBucket)
                && catalogue.epochs().values().stream().anyMatch(topology -> holds(request, topology));
    }

    private static boolean holds(ClientRequest request, Topology topology) {
        return switch (request) {
            case ClientRequest.DropBucket drop -> topology.bucket(drop.name()).isEmpty();
            case ClientRequest.SetBucket set -> holds(topology.bucket(set.name()), set.properties());
            case ClientRequest.CreateBucket create -> holds(topology.bucket(create.name()), create.properties());
            default -> throw new IllegalArgumentException("no change of a bucket: " + request);
        };
    }

    private static boolean holds(Optional<Bucket> bucket, Map<String, String> properties) {
        return bucket.isPresent()
                && Integer.toString(bucket.get().maxSiblings()).equals(properties.get("max-siblings"))
                && bucket.get().read().toString().equals(properties.get("r"))
                && bucket.get().write().toString().equals(properties.get("w"));
    }
}

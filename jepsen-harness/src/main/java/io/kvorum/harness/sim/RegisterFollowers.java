package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.request.ClientReply.RegisterChange;
import io.kvorum.replication.request.ClientReply.RegisterEntry;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Tags;
import io.kvorum.replication.topology.Topology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Consumers of all partitions of a strong bucket. All that is shown under one version of a register must be the same, and in the
 * end each has been shown what was decided last.
 */
final class RegisterFollowers {
    private static final long SECOND = 1_000_000_000L;
    private static final int FORK = 78;

    private final SimWorld world;
    private final Bucket bucket;
    private final List<RegisterOp> history;
    private final List<RegisterFollower> followers = new ArrayList<>();
    /** By register and version. */
    private final Map<String, Map<Long, List<RegisterEntry>>> shown = new TreeMap<>();

    RegisterFollowers(SimWorld world, Coverage coverage, String name, List<RegisterOp> history) {
        this.world = world;
        this.history = history;
        Topology topology = world.topology();
        this.bucket = topology.bucket(name).orElseThrow();
        SimRandom random = new SimRandom(world.config().seed()).fork(FORK);
        for (int partition = 0; partition < topology.partitionCount(); partition++) {
            if (bucket.hasFeed() && topology.hasPartition(bucket, partition)) {
                followers.add(new RegisterFollower(this, world, coverage, random.fork(partition), bucket, partition));
            }
        }
    }

    void start() {
        followers.forEach(RegisterFollower::start);
    }

    List<RegisterOp> history() {
        return history;
    }

    void wasShown(RegisterChange change, int node) {
        List<RegisterEntry> before = shown.computeIfAbsent(RegisterFollower.name(change), name -> new TreeMap<>())
                .putIfAbsent(change.version(), change.entries());
        if (before != null && !before.equals(change.entries())) {
            world.violate(
                    Violation.Kind.NOT_LINEARIZABLE,
                    RegisterFollower.name(change),
                    "version " + change.version() + " was shown as " + before + ", and node " + node + " shows it as "
                            + change.entries());
        }
    }

    /**
     * All is quiet: each asks until nothing is left, and then has what was decided last.
     *
     * @param excused the names of rows that vanished among other faults: the loss of a marker may have spread without a change
     */
    void judge(Set<String> excused) {
        followers.forEach(RegisterFollower::drainAnew);
        boolean drained = world.runWhile(
                () -> !followers.stream().allMatch(RegisterFollower::isDrained), world.now() + 120 * SECOND);
        if (!world.violations().isEmpty()) {
            return;
        }
        if (!drained) {
            world.violate(
                    Violation.Kind.FEED_MISSED, "", "the consumers of a strong bucket's changes do not come to an end");
            return;
        }
        followers.forEach(RegisterFollower::stop);
        for (String key : RegisterClient.KEYS) {
            RowKey register = new RowKey(bucket.id(), Tags.register(Bytes.ofUtf8(key)));
            if (world.violations().isEmpty() && !excused.contains(Fingerprints.name(register))) {
                compare(register);
            }
        }
    }

    private void compare(RowKey register) {
        int partition = world.topology().partitionOfRow(bucket, register.key());
        RegisterValue decided = last(partition, register);
        String name =
                Fingerprints.register(Tags.registerPlacedBy(register.key()).toUtf8());
        for (RegisterFollower follower : followers) {
            if (follower.partition() == partition) {
                Optional<RegisterChange> last =
                        Optional.ofNullable(follower.shown().get(name)).map(RegisterFollower.Shown::change);
                // A snapshot passes over what is deleted.
                boolean isRight = last.map(change -> isThis(change, decided)).orElse(decided.isTombstone());
                if (!isRight) {
                    world.violate(
                            Violation.Kind.FEED_MISSED,
                            name,
                            "the consumer of partition " + partition + " was shown " + last
                                    + " last, and what was decided last is version " + decided.version() + " "
                                    + decided.entries());
                }
            }
        }
    }

    private static boolean isThis(RegisterChange change, RegisterValue value) {
        List<RegisterEntry> entries = new ArrayList<>();
        value.entries()
                .forEach((key, entry) ->
                        entries.add(new RegisterEntry(key, entry.version(), Optional.of(entry.value()))));
        return (change.version() == value.version() || value.isAbsent())
                && change.entries().equals(entries);
    }

    /** When all is quiet nothing is left half decided: it is what was accepted under the highest ballot. */
    private RegisterValue last(int partition, RowKey register) {
        Ballot highest = Ballot.NONE;
        RegisterValue value = RegisterValue.NEVER_WRITTEN;
        for (int number : world.topology().replicasOf(partition)) {
            SimNode node = world.node(number);
            RegisterState state = Inspector.acceptor(world, node, partition).state(register);
            if (highest.isBelow(state.accepted())) {
                highest = state.accepted();
                value = state.value();
            }
        }
        return value;
    }

    /** A register of which a node has noted that its last version may not be published. */
    static Optional<RowKey> unpublished(SimNode node) {
        return node.disk().table(Table.REGISTERS).keySet().stream()
                .filter(key ->
                        Arrays.equals(key, Keys.unpublished(ByteBuffer.wrap(key).getInt(), Keys.registerOf(key))))
                .map(Keys::registerOf)
                .findFirst();
    }
}

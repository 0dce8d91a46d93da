package io.kvorum.harness.sim;

import io.kvorum.replication.acceptor.Voting;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Acceptors;
import io.kvorum.replication.topology.Topology;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Keeps losses of acceptors survivable: the next one may be lost only when all others vote, each durably. An old copy that does
 * not say that it is one must not lack a vote, unless another node remembers that its directory was further.
 */
final class RegisterAtlas {
    private final SimWorld world;
    private final Catalogue catalogue;

    RegisterAtlas(SimWorld world, Catalogue catalogue) {
        this.world = world;
        this.catalogue = catalogue;
    }

    /** @param unmarked the copy does not say that it is one */
    boolean survives(SimNode node, Optional<SimDisk.Snapshot> copy, boolean unmarked) {
        if (unmarked
                && !isRecognisable(node, copy.orElseThrow().identity())
                && !sameVotes(node.disk().snapshot(), copy.orElseThrow())) {
            return false;
        }
        boolean nobodyVotes = catalogue.newest().acceptors().names().isEmpty();
        return nobodyVotes || world.nodes().stream().allMatch(other -> other == node || votes(other));
    }

    /** Does another node remember later writes of this directory? */
    private boolean isRecognisable(SimNode node, SimDisk.Identity copy) {
        return world.nodes().stream()
                .anyMatch(other ->
                        other != node && other.memory().highest(node.number(), copy.acceptor()) > copy.sequence());
    }

    private boolean votes(SimNode node) {
        Topology topology = catalogue.newest();
        Optional<Acceptors.Name> name = topology.acceptors().of(node.number());
        boolean isNamed =
                name.isPresent() && name.get().acceptor().equals(node.disk().acceptor());
        if (!isNamed || node.isOnCopy()) {
            return false;
        }
        SimDisk durable = SimDisk.of(node.disk().snapshot());
        for (int partition = 0; partition < topology.partitionCount(); partition++) {
            boolean owns = topology.replicasOf(partition).contains(node.number());
            if (owns
                    && !Voting.mayVote(
                            durable, partition, name.get(), node.disk().doubt())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameVotes(SimDisk.Snapshot now, SimDisk.Snapshot then) {
        SimDisk one = SimDisk.of(now);
        SimDisk other = SimDisk.of(then);
        return sameValues(one.table(Table.REGISTERS), other.table(Table.REGISTERS)) && sameVoters(one, other);
    }

    private static boolean sameVoters(SimDisk one, SimDisk other) {
        return one.table(Table.STATE).keySet().stream()
                .filter(RegisterAtlas::isVoter)
                .allMatch(key -> Arrays.equals(
                        one.table(Table.STATE).get(key),
                        other.table(Table.STATE).get(key)));
    }

    /** Or what is remembered of dropped tombstones. */
    private static boolean isVoter(byte[] key) {
        byte[] voter = Keys.voter(0);
        byte[] floor = Keys.registerFloor(0);
        byte kind = key[key.length - 1];
        return key.length == voter.length && (kind == voter[voter.length - 1] || kind == floor[floor.length - 1]);
    }

    private static boolean sameValues(SortedMap<byte[], byte[]> one, SortedMap<byte[], byte[]> other) {
        return one.size() == other.size()
                && one.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }
}

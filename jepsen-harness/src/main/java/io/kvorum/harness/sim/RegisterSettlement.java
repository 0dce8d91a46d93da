package io.kvorum.harness.sim;

import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.acceptor.Voting;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Acceptors;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Have all voting replicas accepted the same of each register, and dropped what was deleted long ago? If not, it says what is left. */
final class RegisterSettlement {
    /** After the window of a tombstone's updates, for clocks that are behind and for turns to come round. */
    private static final long GRACE_MILLIS = 10_000;

    private RegisterSettlement() {}

    static Optional<String> missing(SimWorld world, Topology topology) {
        for (int partition = 0; partition < topology.partitionCount(); partition++) {
            List<SimNode> voters = voters(world, topology, partition);
            for (RowKey register : registers(voters, topology, partition)) {
                Optional<String> difference = difference(world, voters, partition, register);
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private static List<SimNode> voters(SimWorld world, Topology topology, int partition) {
        List<SimNode> voters = new ArrayList<>();
        for (int number : topology.replicasOf(partition)) {
            SimNode node = world.node(number);
            Optional<Acceptors.Name> name = topology.acceptors().of(number);
            boolean isNamed =
                    name.isPresent() && name.get().acceptor().equals(node.disk().acceptor());
            if (isNamed
                    && Voting.mayVote(
                            node.disk(), partition, name.get(), node.disk().doubt())) {
                voters.add(node);
            }
        }
        return voters;
    }

    private static NavigableSet<RowKey> registers(List<SimNode> nodes, Topology topology, int partition) {
        NavigableSet<RowKey> registers = new TreeSet<>();
        for (SimNode node : nodes) {
            node.disk()
                    .table(Table.REGISTERS)
                    .subMap(Keys.registerStart(partition), Keys.registerEnd(partition))
                    .keySet()
                    .forEach(key -> registers.add(Keys.registerOf(key)));
        }
        registers.removeIf(register -> topology.isDropped(register.bucket()));
        return registers;
    }

    private static Optional<String> difference(SimWorld world, List<SimNode> voters, int partition, RowKey register) {
        RegisterState first = null;
        for (SimNode node : voters) {
            Acceptor acceptor = Inspector.acceptor(world, node, partition);
            RegisterState state = acceptor.state(register);
            if (state.accepted().isNone()) {
                // It may have dropped what others still have; what they have is looked at there.
                continue;
            }
            String name = "node " + node.number() + " has accepted " + Fingerprints.name(register);
            if (first != null && !first.accepted().equals(state.accepted())) {
                return Optional.of(name + " at " + state.accepted() + ", another one at " + first.accepted());
            }
            first = state;
            for (SimNode other : voters) {
                Acceptor others = Inspector.acceptor(world, other, partition);
                boolean lacks = others.accepted(register).isNone();
                boolean hasDropped =
                        state.value().isTombstone() && !others.floor().ballot().isBelow(state.accepted());
                if (lacks && !hasDropped) {
                    return Optional.of(name + " at " + state.accepted() + ", node " + other.number() + " has nothing");
                }
            }
            boolean isAll =
                    voters.size() == world.topology().replicasOf(partition).size();
            if (isAll && state.value().isTombstone() && isOver(world, state)) {
                return Optional.of(name + ", a tombstone that all have, and does not drop it");
            }
        }
        return Optional.empty();
    }

    private static boolean isOver(SimWorld world, RegisterState state) {
        long window = world.config()
                .limits()
                .writeIdWindow()
                .plus(world.config().limits().maxClockSkew())
                .toMillis();
        return state.value().lastIssueMillis() + window + GRACE_MILLIS < SimClock.trueMillis(world.queue());
    }
}

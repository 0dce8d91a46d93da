package io.kvorum.replication.topology;

import io.kvorum.crdt.clock.Actor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which incarnation of each node votes for linearizable keys. A node that has lost its disk, or went back to an old copy, comes
 * back as another incarnation; naming it begins a new epoch of the acceptors, and no promise outlives its epoch.
 *
 * @param epoch of the topology in which the names changed last; ballots begin with it
 * @param names sorted by node; a node that is not here was never named and never voted
 */
public record Acceptors(long epoch, List<Name> names) {
    public static final Acceptors NONE = new Acceptors(1, List.of());

    public Acceptors {
        names = List.copyOf(names);
    }

    /**
     * @param acceptor the incarnation that votes
     * @param count how many incarnations of the node were named so far; above 1 this one has to learn what is stored elsewhere
     *     before it votes
     */
    public record Name(int node, Actor acceptor, int count) {}

    public Optional<Name> of(int node) {
        for (Name name : names) {
            if (name.node() == node) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The incarnation that is named; {@code Actor(0)} if none is. */
    public Actor named(int node) {
        return of(node).map(Name::acceptor).orElse(new Actor(0));
    }

    /** Another incarnation of the node votes from this epoch on. */
    Acceptors with(int node, Actor acceptor, long newEpoch) {
        List<Name> changed = new ArrayList<>(names);
        changed.removeIf(name -> name.node() == node);
        changed.add(new Name(node, acceptor, of(node).map(Name::count).orElse(0) + 1));
        changed.sort(Comparator.comparingInt(Name::node));
        return new Acceptors(newEpoch, changed);
    }
}

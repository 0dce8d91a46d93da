package io.kvorum.replication.topology;

import io.kvorum.crdt.clock.Actor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
     * @param count how often it was said so far who votes for the node; above 1 that one has to learn what is stored elsewhere before it
     *     votes
     * @param gathers it learns from all others that gather, and they from it, instead of from those who vote
     */
    public record Name(int node, Actor acceptor, int count, boolean gathers) {
        public Name(int node, Actor acceptor, int count) {
            this(node, acceptor, count, false);
        }
    }

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

    public boolean gathers(int node) {
        return of(node).filter(Name::gathers).isPresent();
    }

    /**
     * From this epoch on nobody votes before it has learned: of those who gather each has what all of them together have, as far as that
     * is still there; the others learn from them.
     */
    Acceptors gathering(Set<Integer> nodes, long newEpoch) {
        List<Name> changed = names.stream()
                .map(name -> new Name(name.node(), name.acceptor(), name.count() + 1, nodes.contains(name.node())))
                .toList();
        return new Acceptors(newEpoch, changed);
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

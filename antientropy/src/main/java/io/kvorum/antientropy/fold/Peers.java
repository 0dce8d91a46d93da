package io.kvorum.antientropy.fold;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.replication.replica.PartitionReplica;
import java.util.Optional;

/** What is known of the other replicas of a partition, as far as folding is concerned. */
public interface Peers {
    /**
     * The issue time up to which no replica takes new increments any more, while this one has all that the others had taken by
     * then; empty if it lacks some, or does not know.
     */
    Optional<Long> foldableUpTo(PartitionReplica replica);

    /** Have all other replicas this dot, by the last clock that was heard of each? */
    boolean allHave(int partition, Dot dot);
}

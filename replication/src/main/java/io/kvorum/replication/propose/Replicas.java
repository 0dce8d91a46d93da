package io.kvorum.replication.propose;

import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.LevelRequirement;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.quorum.Voter;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Who has to agree about one register, and what a round needs to reach them.
 *
 * @param owners the replicas, in order of preference
 * @param without a replica that must not count, as it is only learning; 0 if all count
 */
record Replicas(
        ShardState shard,
        Pending pending,
        RegisterMessages acceptors,
        int partition,
        RowKey register,
        List<Integer> owners,
        int without) {

    int majority() {
        return LevelRequirement.majority(owners.size());
    }

    /** Counts towards a majority of all replicas; those that cannot be reached or do not count have failed already. */
    QuorumTally newTally() {
        List<Voter> voters = new ArrayList<>(owners.size());
        for (int owner : owners) {
            voters.add(new Voter(owner, ""));
        }
        QuorumTally tally = new QuorumTally(voters, new LevelRequirement(majority(), Collections.emptySortedMap()));
        for (int owner : owners) {
            if (!shard.isUp(owner) || owner == without) {
                tally.failed(owner);
            }
        }
        return tally;
    }

    /** Is there no majority beside these, which do not vote, and those that cannot be reached? */
    boolean lacksVoters(Set<Integer> notVoting) {
        long voters = owners.stream()
                .filter(owner -> owner != without && shard.isUp(owner) && !notVoting.contains(owner))
                .count();
        return voters < majority();
    }

    Acceptor acceptor() {
        return acceptors.acceptor(partition);
    }

    long epoch() {
        return acceptors.voting().epoch();
    }
}

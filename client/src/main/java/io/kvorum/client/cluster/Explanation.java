package io.kvorum.client.cluster;

import io.kvorum.protocol.client.Explained;
import java.util.List;

/**
 * What each replica of a key holds.
 *
 * @param replicas in order of preference
 */
public record Explanation(int partition, List<ReplicaState> replicas) {
    public Explanation {
        replicas = List.copyOf(replicas);
    }

    public static Explanation of(Explained from) {
        return new Explanation(
                from.getPartition(),
                from.getReplicasList().stream().map(ReplicaState::of).toList());
    }
}

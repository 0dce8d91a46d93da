package io.kvorum.harness.verifier;

import io.kvorum.client.cluster.Explanation;
import io.kvorum.client.cluster.ReplicaState;
import io.kvorum.crdt.clock.Dot;

/** Which replicas have a write. */
public final class Replicas {
    private Replicas() {}

    /**
     * Whether every replica answered and has it: its clock or the row's context covers the write's dot, also if the value has been
     * replaced since.
     */
    public static boolean all(Explanation explanation, Dot dot) {
        return explanation.replicas().stream().allMatch(replica -> has(replica, dot));
    }

    private static boolean has(ReplicaState replica, Dot dot) {
        return replica.answered()
                && (replica.clock().contains(dot)
                        || replica.rowContext().contains(dot)
                        || replica.versions().stream()
                                .anyMatch(version -> version.dot().equals(dot)));
    }
}

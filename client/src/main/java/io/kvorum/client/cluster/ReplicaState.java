package io.kvorum.client.cluster;

import io.kvorum.client.Sibling;
import io.kvorum.client.call.Replies;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.ReplicaView;
import java.util.List;

/**
 * One replica's state of a key.
 *
 * @param answered false if it could not be asked in time; the rest is empty then
 * @param versions all live ones, also several of one write id
 * @param rowContext what the row knows beyond the partition's clock
 * @param clock of the partition
 */
public record ReplicaState(int node, boolean answered, List<Sibling<Bytes>> versions, DotSet rowContext, DotSet clock) {
    public ReplicaState {
        versions = List.copyOf(versions);
    }

    public static ReplicaState of(ReplicaView from) {
        return new ReplicaState(
                from.getNode(),
                from.getAnswered(),
                Replies.versions(from.getVersionsList()),
                DotSets.of(from.getRowContext()),
                DotSets.of(from.getClock()));
    }
}

package io.kvorum.replication.coordinate;

import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.shard.ReplyTarget;
import java.util.List;

/** Who coordinates requests about strong buckets. */
public interface StrongRequests {
    /** @param forwarding hands the request on if this node is no replica */
    void onRequest(ReplyTarget target, ClientRequest request, long deadlineNanos, Forwarding forwarding);

    /** Shows what each replica holds. */
    void onExplain(ReplyTarget target, ClientRequest.ExplainRegister explain, long deadlineNanos);

    /** Partitions with keys of strong buckets in which this node does not vote yet: it learns, or waits for other replicas. */
    int notVoting();

    /** Hands a request on to a replica, once. */
    interface Forwarding {
        void forward(int partition, List<Integer> owners);
    }
}

package io.kvorum.replication.coordinate;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The requests in flight of one shard, by number. Bounded: beyond the limit new requests are refused. */
public final class Pending {
    private final ShardState shard;
    private final Map<Long, Coordinator> byRequest = new LinkedHashMap<>();
    private final InFlight inFlight = new InFlight();
    private final ConvergenceWatch convergence;

    public Pending(ShardState shard) {
        this.shard = shard;
        this.convergence = new ConvergenceWatch(shard);
    }

    InFlight inFlight() {
        return inFlight;
    }

    public ConvergenceWatch convergence() {
        return convergence;
    }

    public boolean isFull() {
        return byRequest.size() >= shard.limits().maxPendingRequests();
    }

    /** How many more may begin. */
    int room() {
        return Math.max(0, shard.limits().maxPendingRequests() - byRequest.size());
    }

    public int size() {
        return byRequest.size();
    }

    public void add(long request, Coordinator coordinator, long deadlineNanos) {
        byRequest.put(request, coordinator);
        shard.timerAt(deadlineNanos, new Timer.RequestDeadline(request));
    }

    public void remove(long request) {
        byRequest.remove(request);
    }

    public void onAnswer(int node, long request, PeerMessage answer) {
        Optional<Coordinator> coordinator = find(request);
        if (coordinator.isEmpty() && shard.makes(PlantedBug.LATE_REPLY_COUNTS)) {
            new ArrayList<>(byRequest.values()).forEach(other -> other.onAnswer(node, answer));
        }
        coordinator.ifPresent(found -> found.onAnswer(node, answer));
    }

    public void onPeerDown(int node) {
        for (Coordinator coordinator : new ArrayList<>(byRequest.values())) {
            coordinator.onPeerDown(node);
        }
    }

    public void onHedge(long request) {
        find(request).ifPresent(Coordinator::onHedge);
    }

    public void onDeadline(long request) {
        find(request).ifPresent(Coordinator::onDeadline);
    }

    private Optional<Coordinator> find(long request) {
        return Optional.ofNullable(byRequest.get(request));
    }
}

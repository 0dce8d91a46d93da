package io.kvorum.node.shard;

import io.kvorum.replication.core.Event;

/** Names an event for the log: kind, partition, request, actor. Never a key or a value. */
final class EventDescription {
    private EventDescription() {}

    static String of(Event event, long requestId) {
        return switch (event) {
            case Event.FromPeer peer ->
                peer.message().getClass().getSimpleName() + " from=" + peer.node() + " partition="
                        + peer.message().partition() + " epoch=" + peer.epoch();
            case Event.FromClient client ->
                client.request().getClass().getSimpleName() + " request=" + Long.toHexString(requestId);
            case Event.TimerFired timer -> "timer " + timer.timer();
            case Event.PeerChanged peer -> "peer=" + peer.node() + " up=" + peer.up();
            case Event.TopologyChanged topology ->
                "topology epoch=" + topology.topology().epoch();
            case Event.ActorDoubted doubted -> "doubted";
            case Event.ActorTaken taken -> "taken actor=" + taken.actor();
        };
    }
}

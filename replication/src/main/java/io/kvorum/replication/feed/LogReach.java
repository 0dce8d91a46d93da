package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.replica.PartitionReplica;

/** Does a replica's log tell what is behind all dots that a consumer has not been shown? */
final class LogReach {
    /** So many dots that came late may lie below the floor; they are looked up one by one. */
    private static final int MAX_LOOKED_UP = 256;

    private LogReach() {}

    /** @param missing dots of the replica's clock that the consumer has not been shown */
    static boolean covers(PartitionReplica replica, int bucket, DotSet missing) {
        for (Actor actor : missing.actors()) {
            long floor = replica.feedFloor().of(bucket, actor);
            DotSet below = upTo(missing.only(actor), actor, floor);
            if (below.size() > MAX_LOOKED_UP) {
                return false;
            }
            for (Dot dot : below.first(MAX_LOOKED_UP)) {
                if (replica.log().entry(dot).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The dots of one actor up to a counter. */
    static DotSet upTo(DotSet ofActor, Actor actor, long counter) {
        return ofActor.minus(ofActor.minus(DotSet.upTo(actor, counter)));
    }
}

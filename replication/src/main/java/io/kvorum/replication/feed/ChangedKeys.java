package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Goes through the dots that a consumer has not been shown, actor by actor in the order of their counters. */
final class ChangedKeys {
    /** Log entries or rows, those of other buckets included. */
    static final int MAX_LOOKED_AT = 2_048;

    private final PartitionReplica replica;
    private final DotSet from;
    private final List<Dot> withheld = new ArrayList<>();

    ChangedKeys(PartitionReplica replica, DotSet from) {
        this.replica = replica;
        this.from = from;
    }

    /** Is given the keys behind the dots, a key perhaps several times. */
    interface Visitor {
        /** @return whether the consumer is shown the key; else its dots stay for later */
        boolean visit(RowKey key, Place place);

        /** Is there room for more? */
        boolean isFull();
    }

    /**
     * Of an entry.
     *
     * @param earlier what the consumer had been shown, and the dots of the actors that were gone through before
     * @param ofActor the dots of this one
     */
    record Place(DotSet earlier, DotSet ofActor, Actor actor, long counter) {
        /** All dots that come before. */
        DotSet before() {
            return earlier.join(LogReach.upTo(ofActor, actor, counter - 1));
        }
    }

    /**
     * @param rotation with another number each time all actors have their turn, also when one is never done
     * @return the dots that the consumer is shown when all that was visited is shown to it
     */
    DotSet visit(long rotation, Visitor visitor) {
        DotSet missing = replica.clock().minus(from);
        DotSet shown = from;
        List<Actor> actors = new ArrayList<>(missing.actors());
        Collections.rotate(actors, (int) Math.floorMod(rotation, Math.max(1L, actors.size())));
        int left = MAX_LOOKED_AT;
        for (Actor actor : actors) {
            if (left <= 0 || visitor.isFull()) {
                return shown;
            }
            DotSet wanted = missing.only(actor);
            long first = wanted.first(1).get(0).counter();
            List<LogEntry> entries = replica.log().first(actor, first - 1, wanted, left);
            DotSet looked = wanted;
            for (LogEntry entry : entries) {
                left--;
                Place place = new Place(shown, wanted, actor, entry.dot().counter());
                if (!visitor.visit(entry.key(), place)) {
                    withheld.add(entry.dot());
                }
                if (left == 0 || visitor.isFull()) {
                    looked = LogReach.upTo(wanted, actor, entry.dot().counter());
                    break;
                }
            }
            shown = shown.join(looked.minus(DotSet.of(withheld)));
        }
        return shown;
    }

    /** What was visited and is not shown. */
    DotSet withheld() {
        return DotSet.of(withheld);
    }
}

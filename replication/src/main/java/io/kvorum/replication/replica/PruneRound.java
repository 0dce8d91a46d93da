package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Goes through the log of one partition, round after round, in steps of bounded work: a log of any length is pruned without
 * keeping a request waiting for longer than one step. Begins anew after a restart.
 */
public final class PruneRound {
    private final PartitionReplica replica;
    private byte[] from;

    public PruneRound(PartitionReplica replica) {
        this.replica = replica;
        this.from = Keys.partition(replica.partition());
    }

    /**
     * What one step came to.
     *
     * @param looked how many entries were looked at
     * @param ended whether the end of the log was reached; the next step begins a new round
     */
    public record Step(int looked, boolean ended) {}

    /**
     * Looks at entries until the work is done, and forgets those that may go. At least one is looked at.
     *
     * @param work how many entries to look at, and writes to the store to make, together
     */
    public Step step(int work, Predicate<LogEntry> forgettable) {
        List<LogEntry> forgotten = new ArrayList<>();
        int[] looked = {0};
        int[] done = {0};
        Dot[] last = new Dot[1];
        replica.log().scan(from, entry -> {
            looked[0]++;
            done[0]++;
            if (forgettable.test(entry)) {
                forgotten.add(entry);
                done[0] += DotLog.writesToForget(entry);
            }
            last[0] = entry.dot();
            return done[0] < work;
        });
        boolean ended = done[0] < work;
        from = ended ? Keys.partition(replica.partition()) : Keys.successor(Keys.log(replica.partition(), last[0]));
        replica.forget(forgotten);
        return new Step(looked[0], ended);
    }
}

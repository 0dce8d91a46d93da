package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Goes through the log of one partition, round after round, in steps of bounded work: a log of any length is pruned without
 * keeping a request waiting for longer than one step. Begins anew after a restart.
 *
 * <p>What was forgotten leaves marks in the store until it is compacted, and a scan goes over all of them. So an empty log is not scanned, and
 * most rounds begin at the first entry that the last one kept.
 */
public final class PruneRound {
    private final PartitionReplica replica;
    /** Entries that came late, below that one, are found by each of so many rounds. */
    private static final int WHOLE_ROUND = 8;

    private byte[] from;
    /** Of the round under way; empty: none so far. */
    private Optional<byte[]> firstKept = Optional.empty();

    private int rounds;

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
        if (replica.log().size() == 0) {
            beginRound();
            return new Step(0, true);
        }
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
            } else if (firstKept.isEmpty()) {
                firstKept = Optional.of(Keys.log(replica.partition(), entry.dot()));
            }
            last[0] = entry.dot();
            return done[0] < work;
        });
        boolean ended = done[0] < work;
        if (ended) {
            beginRound();
        } else {
            from = Keys.successor(Keys.log(replica.partition(), last[0]));
        }
        replica.forget(forgotten);
        return new Step(looked[0], ended);
    }

    private void beginRound() {
        boolean whole = ++rounds % WHOLE_ROUND == 0;
        from = firstKept.filter(kept -> !whole).orElse(Keys.partition(replica.partition()));
        firstKept = Optional.empty();
    }
}

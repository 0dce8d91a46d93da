package io.kvorum.antientropy.fold;

import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.CounterFolds;
import io.kvorum.replication.replica.CounterIndex;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.topology.Bucket;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the counters of one partition, round after round, in steps of bounded work: folds those of which there is something to
 * fold, and drops rows whose sum every replica has.
 */
public final class FoldRound {
    /** Counters that are looked at in one step. */
    private static final int COUNTERS = 16;
    /** Boundaries that are folded at a time. */
    private static final int GROUPS = 64;
    /** For so many steps in a row rows of one counter are dropped: others have their turn. */
    private static final int STEPS_PER_COUNTER = 128;

    private final Folding folding;
    private final PartitionReplica replica;
    private Optional<RowKey> after = Optional.empty();
    private int stays;
    /** The last boundary behind the window with increments that are not folded, of the counters of this round. */
    private long last;

    FoldRound(Folding folding, PartitionReplica replica) {
        this.folding = folding;
        this.replica = replica;
    }

    /**
     * Makes one step.
     *
     * @param rows how many rows to look at, to drop them, at most
     * @return whether there may be more in this round
     */
    public boolean step(int rows) {
        int left = rows;
        long behindTheWindow = folding.behindTheWindow(replica);
        long upTo = folding.upTo(replica);
        List<RowKey> counters = index().counters(after, COUNTERS);
        for (RowKey counter : counters) {
            Optional<Bucket> bucket = folding.bucket(counter);
            if (bucket.isPresent() && bucket.get().type().isCounter()) {
                RowKey fold = CounterFolds.foldOf(counter, bucket.get().type());
                last = Math.max(last, index().lastToFold(counter, behindTheWindow, GROUPS));
                fold(counter, fold, upTo);
                left -= isEverywhere(counter, fold)
                        ? replica.folds().drop(counter, bucket.get().type(), left)
                        : 0;
            }
            if (left <= 0 && ++stays < STEPS_PER_COUNTER) {
                return true;
            }
            stays = 0;
            after = Optional.of(counter);
            if (left <= 0) {
                return true;
            }
        }
        if (counters.size() < COUNTERS) {
            // Not beyond what is there: a clock that is wrong would have all be refused until it is right again.
            replica.folds().raiseFloor(last);
            last = 0;
            after = Optional.empty();
            return false;
        }
        return true;
    }

    private CounterIndex index() {
        return replica.indexes().counters();
    }

    private void fold(RowKey counter, RowKey fold, long upTo) {
        Optional<Row> row = replica.readable(fold);
        Optional<Operand.Fold> sum =
                index().toFold(counter, upTo, GROUPS).or(() -> row.flatMap(present -> vanished(counter, present)));
        if (sum.isPresent() && row.isPresent() && folding.mayWrite(replica)) {
            DotSet replaced =
                    DotSet.of(row.get().versions().stream().map(Version::dot).toList());
            // By dots alone: what names write ids stays in the log until everybody knows that they are gone.
            folding.write(replica, fold, new CausalContext(replaced, List.of()), sum.get());
        }
    }

    /** The row of the sum is not there any more: this replica knows the sum nevertheless. */
    private Optional<Operand.Fold> vanished(RowKey counter, Row row) {
        boolean isGone =
                index().of(counter).foldedMillis() > 0 && row.versions().isEmpty();
        return isGone ? Optional.of(index().folded(counter)) : Optional.empty();
    }

    /** Has every replica a sum as far as this one's? */
    private boolean isEverywhere(RowKey counter, RowKey fold) {
        long folded = index().of(counter).foldedMillis();
        return folded > 0
                && replica.readable(fold).stream()
                        .flatMap(row -> row.versions().stream())
                        .filter(version -> Increments.folded(List.of(version)).stream()
                                .anyMatch(sum -> sum.upToMillis() >= folded))
                        .anyMatch(version -> folding.makes(PlantedBug.FOLDED_INCREMENT_TAKEN_FOR_REMOVED)
                                || folding.allHave(replica, version.dot()));
    }
}

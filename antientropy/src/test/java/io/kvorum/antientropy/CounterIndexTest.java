package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.CounterFolds;
import io.kvorum.replication.replica.CounterIndex;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.PruneRound;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What one replica keeps of a counter: the sum is that of a plain list of increments, whatever is folded, dropped or late. */
class CounterIndexTest {
    private static final Actor ACTOR = new Actor(5);
    private static final RowKey COUNTER = new RowKey(1, Bytes.ofUtf8("likes"));
    private static final long MINUTE = 60_000;

    private PartitionReplica replica = replica(Set.of());
    private long counter;

    private static PartitionReplica replica(Set<PlantedBug> planted) {
        return new PartitionReplica(
                3,
                new MemoryStorage(),
                new ShardConfig(
                        1,
                        ACTOR,
                        ACTOR,
                        0,
                        0,
                        1,
                        0,
                        Bytes.ofUtf8("a secret of sixteen bytes"),
                        Limits.DEFAULTS,
                        planted));
    }

    private CounterIndex index() {
        return replica.indexes().counters();
    }

    private ApplyResult apply(RowKey key, WriteId id, Bytes operand) {
        return replica.apply(
                key, new Mutation(new Dot(ACTOR, ++counter), id, 77, Optional.of(operand), CausalContext.EMPTY));
    }

    private ApplyResult increment(long sequence, long issuedMillis, long delta) {
        WriteId id = new WriteId(9, sequence, issuedMillis);
        RowKey key = new RowKey(1, COUNTER.key(), CellType.COUNTER.sub(Increments.element(id)));
        return apply(key, id, new Operand.Increment(delta).toBytes());
    }

    /** From another replica. */
    private void merge(long sequence, long issuedMillis, long delta) {
        WriteId id = new WriteId(9, sequence, issuedMillis);
        RowKey key = new RowKey(1, COUNTER.key(), CellType.COUNTER.sub(Increments.element(id)));
        Version version =
                new Version(new Dot(new Actor(6), sequence), id, new Operand.Increment(delta).toBytes(), Expiry.NEVER);
        replica.merge(key, new FilledRow(List.of(version), DotSet.EMPTY), List.of());
    }

    private void fold(Operand.Fold fold) {
        WriteId id = new WriteId(8, ++counter, 1_000 * MINUTE);
        apply(CounterFolds.foldOf(COUNTER, CellType.COUNTER), id, fold.toBytes());
    }

    private long total() {
        return index().of(COUNTER).total().longValueExact();
    }

    @Test
    void aFoldTakesThePlaceOfWhatWasIssuedUpToItsTime() {
        increment(1, MINUTE - 1, 5);
        increment(2, MINUTE, 7);
        increment(3, MINUTE + 1, 11);
        Optional<Operand.Fold> fold = index().toFold(COUNTER, MINUTE, 64);
        assertThat(fold).contains(new Operand.Fold(MINUTE, BigInteger.valueOf(12)));
        fold(fold.orElseThrow());
        assertThat(total()).isEqualTo(23);
        assertThat(index().toFold(COUNTER, MINUTE, 64)).isEmpty();
        assertThat(index().foldedRows(COUNTER, CellType.COUNTER, 10)).hasSize(2);
        assertThat(index().folded(COUNTER)).isEqualTo(fold.orElseThrow());
    }

    @Test
    void aReplicaThatLacksIncrementsTakesTheSumOfAnotherOne() {
        increment(1, 10, 5);
        increment(2, MINUTE + 10, 100);
        fold(new Operand.Fold(MINUTE, BigInteger.valueOf(42)));
        assertThat(total()).isEqualTo(142);
        // It comes late, and is in the sum.
        merge(3, 20, 37);
        assertThat(total()).isEqualTo(142);
        assertThat(index().foldedRows(COUNTER, CellType.COUNTER, 10)).hasSize(2);
        // By request it is refused.
        assertThat(increment(4, 20, 37)).isEqualTo(ApplyResult.TOO_OLD);
    }

    @Test
    void anOlderFoldThatComesLateChangesNothing() {
        fold(new Operand.Fold(2 * MINUTE, BigInteger.valueOf(42)));
        fold(new Operand.Fold(MINUTE, BigInteger.valueOf(7)));
        assertThat(index().of(COUNTER).foldedMillis()).isEqualTo(2 * MINUTE);
        assertThat(total()).isEqualTo(42);
    }

    @Test
    void rowsGoWhenTheLogHasForgottenThem() {
        increment(1, 10, 5);
        fold(index().toFold(COUNTER, MINUTE, 64).orElseThrow());
        assertThat(replica.folds().drop(COUNTER, CellType.COUNTER, 10)).isEqualTo(1);
        assertThat(index().foldedRows(COUNTER, CellType.COUNTER, 10)).hasSize(1);
        new PruneRound(replica)
                .step(1_000, entry -> CellType.isIncrement(entry.key().sub()));
        assertThat(replica.folds().drop(COUNTER, CellType.COUNTER, 10)).isEqualTo(1);
        assertThat(index().foldedRows(COUNTER, CellType.COUNTER, 10)).isEmpty();
        assertThat(total()).isEqualTo(5);
    }

    @Test
    void belowTheFloorNoIncrementIsTaken() {
        replica.folds().raiseFloor(MINUTE);
        assertThat(increment(1, MINUTE, 5)).isEqualTo(ApplyResult.TOO_OLD);
        assertThat(increment(2, MINUTE + 1, 5)).isEqualTo(ApplyResult.APPLIED);
        replica.folds().raiseFloor(10);
        assertThat(replica.folds().floorMillis()).isEqualTo(MINUTE);
        replica = replica(Set.of(PlantedBug.FOLD_FLOOR_NOT_CHECKED));
        replica.folds().raiseFloor(MINUTE);
        assertThat(increment(3, MINUTE, 5)).isEqualTo(ApplyResult.APPLIED);
    }

    @Test
    void whatCannotBeReadIsNotFolded() {
        WriteId id = new WriteId(9, 1, MINUTE + 5);
        RowKey key = new RowKey(1, COUNTER.key(), CellType.COUNTER.sub(Increments.element(id)));
        increment(2, 5, 3);
        apply(key, id, Bytes.ofUtf8("of a newer program"));
        increment(3, 2 * MINUTE + 5, 4);
        assertThat(total()).isEqualTo(7);
        assertThat(index().toFold(COUNTER, 10 * MINUTE, 64)).contains(new Operand.Fold(MINUTE, BigInteger.valueOf(3)));
    }

    @Test
    void theSumIsThatOfAPlainListWhateverIsFoldedWhen() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            replica = replica(Set.of());
            counter = 0;
            Map<Long, Long> all = new TreeMap<>();
            long folded = 0;
            for (int i = 1; i <= 200; i++) {
                if (random.nextInt(10) == 0) {
                    long upTo = MINUTE * (1 + random.nextInt(8));
                    index().toFold(COUNTER, upTo, 64).ifPresent(this::fold);
                    folded = index().of(COUNTER).foldedMillis();
                } else {
                    // As a replica that takes none below its floor.
                    long issued = folded + 1 + random.nextLong(3 * MINUTE);
                    long delta = random.nextBoolean() ? 1 : -1;
                    increment(i, issued, delta);
                    all.put((long) i, delta);
                }
                assertThat(total())
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(all.values().stream().mapToLong(x -> x).sum());
            }
            assertThat(index().counters(Optional.empty(), 10)).isEqualTo(List.of(COUNTER));
        }
    }
}

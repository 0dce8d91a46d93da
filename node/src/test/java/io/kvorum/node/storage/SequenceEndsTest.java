package io.kvorum.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequenceEndsTest {
    private final TreeSet<byte[]> stored = new TreeSet<>(Arrays::compareUnsigned);
    private int lookUps;

    private final SequenceEnds ends = new SequenceEnds((table, first, end) -> {
        lookUps++;
        byte[] last = stored.lower(end);
        return last != null && Arrays.compareUnsigned(last, first) >= 0 ? last : null;
    });

    private static byte[] key(long actor, long counter) {
        return Keys.log(7, new Dot(new Actor(actor), counter));
    }

    private boolean isBeyond(long actor, long counter) {
        return ends.isBeyond(Table.LOG, key(actor, counter));
    }

    private void write(long actor, long counter) {
        stored.add(key(actor, counter));
        ends.written(Table.LOG, key(actor, counter));
    }

    @Test
    void looksTheEndUpWhenAskedForTheSecondTime() {
        stored.add(key(1, 5));
        assertThat(isBeyond(1, 6)).isFalse();
        assertThat(lookUps).isZero();
        assertThat(isBeyond(1, 6)).isTrue();
        assertThat(isBeyond(1, 5)).isFalse();
        assertThat(isBeyond(1, 7)).isTrue();
        assertThat(lookUps).isEqualTo(1);
    }

    @Test
    void aRangeIsBeyondOnlyWithinOneSequence() {
        stored.add(key(1, 5));
        isBeyond(1, 6);
        assertThat(ends.isBeyond(Table.LOG, key(1, 6), key(1, 9))).isTrue();
        assertThat(ends.isBeyond(Table.LOG, key(1, 5), key(1, 9))).isFalse();
        assertThat(ends.isBeyond(Table.LOG, key(1, 6), key(2, 1))).isFalse();
        assertThat(ends.isBeyond(Table.LOG, Keys.partition(7), Keys.partitionEnd(7)))
                .isFalse();
    }

    @Test
    void whatIsWrittenMovesTheEnd() {
        isBeyond(1, 1);
        write(1, 3);
        assertThat(isBeyond(1, 3)).isFalse();
        assertThat(isBeyond(1, 4)).isTrue();
        write(1, 4);
        write(1, 2);
        assertThat(isBeyond(1, 4)).isFalse();
        assertThat(isBeyond(1, 5)).isTrue();
    }

    @Test
    void whatWasWrittenAndNotCommittedCounts() {
        isBeyond(1, 1);
        ends.written(Table.LOG, key(1, 9));
        assertThat(isBeyond(1, 9)).isFalse();
        assertThat(isBeyond(1, 10)).isTrue();
    }

    @Test
    void tablesWithoutSequencesAreNeverBeyond() {
        byte[] row = key(1, 1);
        assertThat(ends.isBeyond(Table.ROWS, row)).isFalse();
        assertThat(ends.isBeyond(Table.ROWS, row)).isFalse();
        assertThat(ends.isBeyond(Table.LOG, new byte[3])).isFalse();
        assertThat(ends.size()).isZero();
    }

    @Test
    void manySequencesAreForgottenAndNothingIsDeniedThatIsThere() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 100_000; i++) {
            // Actors of all signs, the greatest too: their keys are compared as unsigned bytes.
            long actor = random.nextInt(10) == 0 ? -1 : random.nextLong() >>> random.nextInt(64) << 50;
            long counter = random.nextInt(1, 6);
            if (random.nextBoolean()) {
                write(actor, counter);
            } else if (isBeyond(actor, counter)) {
                assertThat(stored.contains(key(actor, counter))).isFalse();
            }
        }
        for (int i = 0; i <= SequenceEnds.MAX_SEQUENCES; i++) {
            isBeyond(i, 1);
        }
        assertThat(ends.size()).isLessThanOrEqualTo(SequenceEnds.MAX_SEQUENCES);
    }
}

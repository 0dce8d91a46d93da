package io.kvorum.crdt.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HyperLogLogTest {
    private static HyperLogLog random(int precision, int count, long seed) {
        return HyperLogLog.empty(precision)
                .with(new SplittableRandom(seed).longs(count).toArray());
    }

    /** A root mean square over 1,000 runs is itself uncertain by 1 / sqrt(2,000): three times that is allowed. */
    @Test
    void the_error_over_a_thousand_seeds_is_within_the_bound_of_the_precision() {
        for (int precision : new int[] {8, 11}) {
            double bound = 1.04 / Math.sqrt(1 << precision);
            for (int count : new int[] {50, 1_000, 5_000, 40_000}) {
                double squares = 0;
                for (long seed = 0; seed < 1_000; seed++) {
                    double error = random(precision, count, seed).estimate() / count - 1;
                    squares += error * error;
                }
                assertThat(Math.sqrt(squares / 1_000))
                        .as("precision %s, %s things", precision, count)
                        .isLessThan(bound * (1 + 3 / Math.sqrt(2_000)));
            }
        }
    }

    @Test
    void joining_is_adding_what_both_have_seen_also_at_two_precisions() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int fine = 5 + random.nextInt(8);
            int coarse = 4 + random.nextInt(fine - 4);
            long[] one = random.longs(random.nextInt(3_000)).toArray();
            long[] other = random.longs(random.nextInt(3_000))
                    .map(hash -> hash >>> random.nextInt(40))
                    .toArray();
            HyperLogLog mine = HyperLogLog.empty(fine).with(one);
            HyperLogLog theirs = HyperLogLog.empty(coarse).with(other);
            HyperLogLog joined = HyperLogLog.empty(coarse).with(one).with(other);
            assertThat(mine.join(theirs)).isEqualTo(joined);
            assertThat(theirs.join(mine)).isEqualTo(joined);
            assertThat(joined.join(joined)).isEqualTo(joined);
        }
    }

    @Test
    void each_sketch_has_one_encoding_sparse_or_dense() {
        for (int count = 0; count < 6_000; count = count * 2 + 1) {
            HyperLogLog sketch = random(10, count, count);
            Bytes bytes = sketch.toBytes();
            assertThat(Operand.readSketch(bytes)).isEqualTo(sketch);
            assertThat(Operand.readSketch(bytes).toBytes()).isEqualTo(bytes);
            assertThat(bytes.length()).isLessThanOrEqualTo((1 << 10) + 3);
        }
        assertThat(random(14, 10, 1).toBytes().length()).isLessThan(50);
    }

    @Test
    void bytes_that_are_no_sketch_are_refused() {
        byte[] good = random(4, 3, 1).toBytes().array();
        int accepted = 0;
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            try {
                assertThat(Operand.readSketch(Bytes.of(bad)).toBytes()).isEqualTo(Bytes.of(bad));
                accepted++;
            } catch (MalformedBytesException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void operands_read_back_and_a_newer_format_is_not_guessed_at() {
        Operand.Stamped stamped = new Operand.Stamped(300, Bytes.ofUtf8("v"));
        Operand.Extreme number = new Operand.Extreme(-2);
        Operand.Toggle toggle = new Operand.Toggle(true);
        assertThat(Operand.Stamped.read(stamped.toBytes())).isEqualTo(stamped);
        assertThat(Operand.Extreme.read(number.toBytes())).isEqualTo(number);
        assertThat(Operand.Toggle.read(toggle.toBytes())).isEqualTo(toggle);
        assertThat(stamped.toBytes()).isEqualTo(Bytes.of(new byte[] {1, (byte) 0xAC, 2, 'v'}));
        assertThat(toggle.toBytes()).isEqualTo(Bytes.of(new byte[] {1, 1}));
        assertThatThrownBy(() -> Operand.Toggle.read(Bytes.of(new byte[] {2, 1})))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> Operand.Toggle.read(Bytes.of(new byte[] {1, 2})))
                .isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> Operand.Extreme.read(Bytes.of(new byte[] {1, 0, 0})))
                .isInstanceOf(MalformedBytesException.class);
    }
}

package io.kvorum.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void theLettersAreThoseOfYcsb() {
        assertThat(Workload.named("a").mix().share(Op.UPDATE)).isEqualTo(0.5);
        assertThat(Workload.named("b").mix().share(Op.READ)).isEqualTo(0.95);
        assertThat(Workload.named("c").mix().share(Op.READ)).isEqualTo(1);
        assertThat(Workload.named("d").distribution()).isEqualTo(KeyDistribution.LATEST);
        assertThat(Workload.named("d").mix().share(Op.INSERT)).isEqualTo(0.05);
        assertThat(Workload.named("e").mix().share(Op.SCAN)).isEqualTo(0.95);
        assertThat(Workload.named("e").maxScan()).isEqualTo(100);
        assertThat(Workload.named("f").mix().share(Op.READ_MODIFY_WRITE)).isEqualTo(0.5);
    }

    @Test
    void strongWorkloadsAskForNothingElse() {
        assertThat(Workload.names().stream()
                        .map(Workload::named)
                        .filter(Workload::isStrong)
                        .map(Workload::name))
                .containsExactly("cas", "serial-read", "hot-cas");
        assertThat(Workload.named("cas").mix().share(Op.COMPARE_AND_SET)).isEqualTo(1);
        assertThat(Workload.named("cas").distribution()).isEqualTo(KeyDistribution.UNIFORM);
        assertThat(Workload.named("serial-read").mix().share(Op.SERIAL_READ)).isEqualTo(1);
        assertThat(Workload.named("hot-cas").withRecords(1_000).records()).isEqualTo(1);
    }

    @Test
    void everyNameIsAWorkload() {
        for (String name : Workload.names()) {
            assertThat(Workload.named(name).name()).isEqualTo(name);
        }
        assertThatThrownBy(() -> Workload.named("z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("large-values");
    }

    @Test
    void sharesThatDoNotAddUpAreRefused() {
        assertThatThrownBy(() -> Mix.of(Map.of(Op.READ, 0.5, Op.UPDATE, 0.4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValueIsKnownAsThatOfItsKey() {
        for (int bytes : new int[] {StampedValue.MIN_BYTES, 100, 1_024, 65_536}) {
            byte[] value = StampedValue.of(7, 99, bytes);
            assertThat(value).hasSize(bytes).isEqualTo(StampedValue.of(7, 99, bytes));
            assertThat(StampedValue.isOf(7, value)).isTrue();
            assertThat(StampedValue.sequence(value)).isEqualTo(99);
        }
        assertThat(StampedValue.of(7, 98, 100)).isNotEqualTo(StampedValue.of(7, 99, 100));
    }

    @Test
    void aValueOfAnotherKeyOrADamagedOneIsNoticed() {
        byte[] value = StampedValue.of(7, 99, 64);
        assertThat(StampedValue.isOf(8, value)).isFalse();
        for (int i = 0; i < value.length; i++) {
            byte[] damaged = value.clone();
            damaged[i] ^= 1;
            assertThat(StampedValue.isOf(7, damaged)).as("byte %s", i).isFalse();
        }
        assertThat(StampedValue.isOf(7, new byte[3])).isFalse();
    }

    @Test
    void aKeyTellsItsNumber() {
        for (long number : new long[] {0, 1, 9, 10, 123_456_789_012L}) {
            assertThat(Keys.number(Keys.of(number))).isEqualTo(number);
        }
        assertThat(Keys.of(42)).asString().isEqualTo("user000000000042");
        assertThat(Keys.number("user00000000004x".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(-1);
        assertThat(Keys.number(new byte[] {1})).isEqualTo(-1);
    }

    @Test
    void insertedKeysAreThereInOrderOnlyWhenAllBeforeHaveEnded() {
        KeySpace space = new KeySpace(10);
        long first = space.beginInsert();
        long second = space.beginInsert();
        space.insertEnded(second);
        assertThat(space.limit()).isEqualTo(10);
        space.insertEnded(first);
        assertThat(space.limit()).isEqualTo(12);
    }
}

package io.kvorum.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import org.junit.jupiter.api.Test;

class LoopValueTest {
    @Test
    void aValueIsKnownAsThatOfItsKey() {
        for (int bytes : new int[] {LoopValue.MIN_BYTES, 100, 1_024}) {
            assertThat(LoopValue.isOf(7, LoopValue.of(7, 99, bytes))).isTrue();
            assertThat(LoopValue.of(7, 99, bytes).length()).isEqualTo(bytes);
        }
    }

    @Test
    void aValueOfAnotherKeyOrADamagedOneIsNoticed() {
        Bytes value = LoopValue.of(7, 99, 64);
        assertThat(LoopValue.isOf(8, value)).isFalse();
        for (int i = 0; i < value.length(); i++) {
            byte[] damaged = value.array().clone();
            damaged[i] ^= 1;
            assertThat(LoopValue.isOf(7, Bytes.of(damaged))).as("byte %s", i).isFalse();
        }
        assertThat(LoopValue.isOf(7, Bytes.of(new byte[3]))).isFalse();
    }
}

package io.kvorum.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapShareTest {
    private static final long MIB = 1 << 20;
    private static final int FRAME = 16 << 20;

    @Test
    void largeHeapsHaveTheLargestQueues() {
        HeapShare heap = new HeapShare(8L << 30, FRAME);
        assertThat(heap.inboxBytes(2)).isEqualTo(128 * MIB);
        assertThat(heap.peerQueueBytes()).isEqualTo(64 * MIB);
        assertThat(heap.batchBytes(2)).isEqualTo(8 * MIB);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 160, 256, 1_024})
    void theLargestFrameFits(int heapMib) {
        HeapShare heap = new HeapShare(heapMib * MIB, FRAME);
        assertThat(heap.inboxBytes(4)).isGreaterThanOrEqualTo(FRAME);
        assertThat(heap.peerQueueBytes()).isGreaterThanOrEqualTo(FRAME);
        assertThat(heap.batchBytes(4)).isGreaterThanOrEqualTo(MIB);
    }

    /** An inbox decoded to three times its size, the queues of two peers, and four batches. */
    @Test
    void fullQueuesFitIntoASmallHeap() {
        HeapShare heap = new HeapShare(160 * MIB, FRAME);
        long all = 3 * heap.inboxBytes(1) + 2 * heap.peerQueueBytes() + 4 * heap.batchBytes(1);
        assertThat(all).isLessThan(heap.heapBytes());
    }
}

package io.kvorum.client.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.Bucket;
import io.kvorum.protocol.client.Node;
import io.kvorum.protocol.client.Replicas;
import io.kvorum.protocol.client.Ring;
import io.kvorum.protocol.client.Topology;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    @Test
    void theHashIsXxh3WithSeedZero() {
        // XXH3_64bits of no bytes, from the reference implementation: 2d06800538d394c2. Its upper byte is the slot of
        // 256.
        assertThat(RoutingTable.slot(Bytes.EMPTY, 256)).isEqualTo(0x2d);
        assertThat(RoutingTable.slot(Bytes.EMPTY, 1 << 16)).isEqualTo(0x2d06);
    }

    @Test
    void slotsAreContiguousRangesOfHashes() {
        BigInteger hash = new BigInteger("2d06800538d394c2", 16);
        for (int slots : new int[] {1, 3, 7, 100, 257}) {
            int expected =
                    hash.multiply(BigInteger.valueOf(slots)).shiftRight(64).intValueExact();
            assertThat(RoutingTable.slot(Bytes.EMPTY, slots)).isEqualTo(expected);
        }
    }

    @Test
    void aTopologyThatContradictsItselfIsRefused() {
        Topology.Builder good = Topology.newBuilder()
                .setSlots(1)
                .addNodes(Node.newBuilder().setNumber(1).setAddress("h:1"))
                .addRings(Ring.newBuilder().addReplicas(Replicas.newBuilder().addNodes(1)))
                .addBuckets(Bucket.newBuilder().setName("b"));
        assertThat(new RoutingTable(good.build()).replicas("b", Bytes.ofUtf8("k")))
                .containsExactly(1);
        assertThat(new RoutingTable(good.build()).replicas("c", Bytes.ofUtf8("k")))
                .isEmpty();
        assertThatThrownBy(() -> new RoutingTable(good.clone().setSlots(0).build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RoutingTable(good.clone().setSlots(2).build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RoutingTable(
                        good.clone().addBuckets(Bucket.newBuilder().setRing(5)).build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RoutingTable(good.clone()
                        .addNodes(Node.newBuilder().setNumber(2).setAddress("nowhere"))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

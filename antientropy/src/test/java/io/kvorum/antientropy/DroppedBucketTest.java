package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rows of a dropped bucket go from every disk, and nothing that comes late brings one back. */
class DroppedBucketTest {
    private static final int CARTS = 2;

    private final TinyCluster cluster = new TinyCluster(3);

    private void createCarts() {
        cluster.ask(1, new ClientRequest.CreateBucket("carts", Map.of()));
    }

    private ClientReply put(String key) {
        return cluster.ask(
                2,
                new ClientRequest.Write(
                        "carts",
                        Bytes.ofUtf8(key),
                        Optional.of(Bytes.ofUtf8("v")),
                        Bytes.EMPTY,
                        cluster.newWriteId(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void drop() {
        assertThat(cluster.ask(1, new ClientRequest.DropBucket("carts"))).isInstanceOf(ClientReply.BucketChanged.class);
    }

    private List<String> keysAt(int node, int bucket) {
        List<String> keys = new ArrayList<>();
        cluster.storage(node).scan(Table.ROWS, new byte[0], Keys.partition(1_000), (stored, value) -> {
            if (Keys.rowKey(stored).bucket() == bucket) {
                keys.add(Keys.rowKey(stored).key().toUtf8());
            }
            return true;
        });
        return keys;
    }

    private DotSet clock(int node, String key) {
        return ((ClientReply.Scanned)
                        cluster.ask(node, new ClientRequest.ScanLocal(cluster.partition(key), Bytes.EMPTY, 1)))
                .clock();
    }

    @Test
    void itsRowsGoFromEveryDiskAndThoseOfOthersStay() {
        createCarts();
        for (int i = 0; i < 40; i++) {
            put("k" + i);
        }
        cluster.put(1, "k1", "kept", Bytes.EMPTY);
        assertThat(keysAt(3, CARTS)).hasSize(40);
        drop();
        cluster.advance(Duration.ofSeconds(30));
        for (int node = 1; node <= 3; node++) {
            assertThat(keysAt(node, CARTS)).isEmpty();
            assertThat(cluster.held(node, "k1")).containsExactly("kept");
        }
    }

    @Test
    void aMutationThatComesAfterTheDropIsKnownAndNotStored() {
        createCarts();
        cluster.delay(delivery -> delivery.to() == 3
                && (delivery.message() instanceof PeerMessage.ApplyMutation
                        || delivery.message() instanceof PeerMessage.ExchangeAnswer));
        put("k");
        drop();
        cluster.advance(Duration.ofSeconds(30));
        cluster.deliverDelayed();
        assertThat(keysAt(3, CARTS)).isEmpty();
        assertThat(clock(3, "k")).isEqualTo(clock(2, "k"));
        assertThat(clock(3, "k").isEmpty()).isFalse();
        cluster.advance(Duration.ofSeconds(30));
        assertThat(keysAt(3, CARTS)).isEmpty();
    }

    @Test
    void aReplicaThatLearnsOfTheDropLastRemovesWhatItTookBefore() {
        createCarts();
        cluster.lose(delivery -> delivery.to() == 3 && delivery.message() instanceof PeerMessage.TopologyOffer);
        put("k");
        drop();
        cluster.advance(Duration.ofSeconds(30));
        assertThat(keysAt(1, CARTS)).isEmpty();
        assertThat(keysAt(3, CARTS)).containsExactly("k");
        cluster.lose(delivery -> false);
        cluster.advance(Duration.ofSeconds(60));
        assertThat(keysAt(3, CARTS)).isEmpty();
    }

    @Test
    void aBucketOfTheSameNameBeginsEmpty() {
        createCarts();
        put("k");
        drop();
        createCarts();
        ClientReply found =
                cluster.ask(3, new ClientRequest.Read("carts", Bytes.ofUtf8("k"), Optional.empty(), Bytes.EMPTY));
        assertThat(((ClientReply.Found) found).versions()).isEmpty();
        put("k");
        cluster.advance(Duration.ofSeconds(30));
        assertThat(keysAt(1, CARTS)).isEmpty();
        assertThat(keysAt(1, CARTS + 1)).containsExactly("k");
    }
}

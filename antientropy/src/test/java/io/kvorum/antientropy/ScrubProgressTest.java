package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.TreeState;
import io.kvorum.replication.request.ClientRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScrubProgressTest {
    private final TinyCluster cluster = new TinyCluster(3);

    private TreeState ask(ClientRequest request) {
        return ((ClientReply.Trees) cluster.ask(1, request)).state();
    }

    @Test
    void aReadingSaysHowFarItIsAndHowLongTheRestTakes() {
        for (int i = 0; i < 20; i++) {
            cluster.put(1, "k" + i, "v", Bytes.EMPTY);
        }
        Duration interval = Limits.DEFAULTS.scrubInterval();
        cluster.advance(Duration.ofSeconds(2));
        TreeState first = ask(new ClientRequest.TreeStatus(0));
        assertThat(first.leaves()).isEqualTo(4);
        long left = first.scrubMillisLeft();
        assertThat(left).isBetween(interval.dividedBy(2).toMillis(), interval.toMillis());
        long read = first.scrubReadLeaves();
        for (int leaf = 1; leaf <= 2; leaf++) {
            cluster.advance(interval.dividedBy(5).plusSeconds(2));
            TreeState later = ask(new ClientRequest.TreeStatus(0));
            assertThat(later.scrubReadLeaves()).isEqualTo(read + leaf);
            assertThat(later.scrubMillisLeft()).isLessThan(left);
            left = later.scrubMillisLeft();
        }
    }

    @Test
    void aHurriedReadingIsOverSoonAndTheNextOneBegins() {
        cluster.advance(Duration.ofSeconds(2));
        long asked = ask(new ClientRequest.ScrubNow()).nowMillis();
        assertThat(ask(new ClientRequest.TreeStatus(0)).scrubMillisLeft()).isLessThan(1_000);
        cluster.advance(Duration.ofSeconds(5));
        TreeState after = ask(new ClientRequest.TreeStatus(asked));
        assertThat(after.scrubbed()).isEqualTo(after.partitions());
        assertThat(after.scrubReadLeaves()).isLessThanOrEqualTo(1);
        assertThat(after.scrubMillisLeft()).isPositive();
    }
}

package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node may take writes soon after its peers can reach it, not only when it would have given them up. */
class StartTest {
    @Test
    void aNodeWhoseFirstQuestionsWereNotAnsweredAsksAgainSoon() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.lose(delivery -> delivery.to() == 1 && delivery.message() instanceof PeerMessage.ActorAnswer);
        cluster.restart(1);
        assertThat(unconfirmed(cluster)).isPositive();
        cluster.lose(delivery -> false);
        cluster.advance(Duration.ofMillis(250));
        assertThat(unconfirmed(cluster)).isZero();
    }

    private static int unconfirmed(TinyCluster cluster) {
        return ((ClientReply.Status) cluster.ask(1, new ClientRequest.ShardStatus()))
                .state()
                .unconfirmed();
    }
}

package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a request about a register is refused, and what its client is told to go on with. */
class RegisterRefusalTest {
    private static final String BUCKET = "accounts";

    private final TinyCluster cluster = new TinyCluster(3);
    private long sessions;

    @BeforeEach
    void createBucket() {
        cluster.ask(1, new ClientRequest.CreateBucket(BUCKET, Map.of("kind", "strong")));
        cluster.advance(Duration.ofSeconds(10));
    }

    private WriteId newId() {
        return new WriteId(++sessions, 1, cluster.newWriteId().issuedAtMillis());
    }

    private static ClientRequest put(WriteId id, boolean isRetry) {
        Change change = new Change(Bytes.ofUtf8("k"), Optional.of(Bytes.ofUtf8("v")));
        return new ClientRequest.UpdateRegister(BUCKET, new Update(List.of(), List.of(change), id, isRetry));
    }

    private static ClientRequest read() {
        return new ClientRequest.ReadRegister(BUCKET, Bytes.ofUtf8("k"), false, false);
    }

    private ClientReply.Failed refused(ClientRequest request) {
        return (ClientReply.Failed) cluster.ask(1, request);
    }

    @Test
    void oneThatIsTooOldIsToldTheHorizon() {
        WriteId forgotten = newId();
        assertThat(cluster.ask(1, put(forgotten, false))).isInstanceOf(ClientReply.Updated.class);
        WriteId late = newId();
        cluster.advance(Duration.ofMinutes(6));
        assertThat(cluster.ask(1, put(newId(), false))).isInstanceOf(ClientReply.Updated.class);
        ClientReply.Failed first = refused(put(late, false));
        assertThat(first.code()).isEqualTo(ErrorCode.WRITE_ID_TOO_OLD);
        assertThat(first.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(first.horizonMillis()).isEqualTo(forgotten.issuedAtMillis());
        ClientReply.Failed retry = refused(put(forgotten, true));
        assertThat(retry.code()).isEqualTo(ErrorCode.WRITE_ID_TOO_OLD);
        assertThat(retry.outcome()).isEqualTo(Outcome.UNKNOWN);
        WriteId above = new WriteId(late.session(), 2, first.horizonMillis() + 1);
        assertThat(cluster.ask(1, put(above, false))).isInstanceOf(ClientReply.Updated.class);
    }

    /** Two of three have started anew, and nobody answers what they ask before they vote. */
    private void startWithoutConfirmation() {
        cluster.lose(delivery -> delivery.message() instanceof PeerMessage.ActorAnswer);
        cluster.restart(2);
        cluster.restart(3);
    }

    @Test
    void aMajorityThatDoesNotVoteIsToldBeforeTheDeadline() {
        startWithoutConfirmation();
        ClientReply.Failed update = refused(put(newId(), false));
        assertThat(update.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(update.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(update.message()).contains("too few of them vote yet", "nothing was changed");
        ClientReply.Failed read = refused(read());
        assertThat(read.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(read.message()).contains("too few of them vote yet");
        ClientReply.Failed retry = refused(put(newId(), true));
        assertThat(retry.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(retry.outcome()).isEqualTo(Outcome.UNKNOWN);
        cluster.lose(delivery -> false);
        cluster.advance(Duration.ofSeconds(3));
        assertThat(cluster.ask(1, put(newId(), false))).isInstanceOf(ClientReply.Updated.class);
    }

    @Test
    void whoeverComesWhileTheyConfirmThemselvesWaitsForIt() {
        startWithoutConfirmation();
        long update = cluster.begin(1, put(newId(), false));
        long read = cluster.begin(1, read());
        cluster.advance(Duration.ofMillis(50));
        assertThat(cluster.answer(update)).isEmpty();
        cluster.lose(delivery -> false);
        cluster.advance(Duration.ofMillis(500));
        assertThat(cluster.answer(update)).get().isInstanceOf(ClientReply.Updated.class);
        assertThat(cluster.answer(read)).get().isInstanceOf(ClientReply.RegisterFound.class);
    }
}

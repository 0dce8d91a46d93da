package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Entry;
import io.kvorum.replication.register.RegisterJudgement;
import io.kvorum.replication.register.RegisterView;
import io.kvorum.replication.register.RegisterView.Vote;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.RegisterExplained;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the replicas of a register show when they are asked, and that asking leaves no trace. */
class RegisterExplanationTest {
    private static final String BUCKET = "accounts";

    private final TinyCluster cluster = new TinyCluster(3);
    private long sessions;

    @BeforeEach
    void createBucket() {
        assertThat(cluster.ask(1, new ClientRequest.CreateBucket(BUCKET, Map.of("kind", "strong"))))
                .isInstanceOf(ClientReply.BucketChanged.class);
        cluster.advance(Duration.ofSeconds(10));
    }

    private ClientRequest put(String key, String value) {
        WriteId id = new WriteId(++sessions, 1, cluster.newWriteId().issuedAtMillis());
        return new ClientRequest.UpdateRegister(
                BUCKET,
                new Update(
                        List.of(),
                        List.of(new Change(Bytes.ofUtf8(key), Optional.of(Bytes.ofUtf8(value)))),
                        id,
                        false));
    }

    private void update(String key, String value) {
        assertThat(cluster.ask(1, put(key, value))).isInstanceOf(ClientReply.Updated.class);
    }

    /** Without any time passing: nothing else happens meanwhile. */
    private RegisterExplained explain(int node, String key) {
        long handle = cluster.begin(node, new ClientRequest.ExplainRegister(BUCKET, Bytes.ofUtf8(key)));
        return (RegisterExplained) cluster.answer(handle).orElseThrow();
    }

    private static RegisterView view(RegisterExplained explained, int node) {
        return explained.replicas().stream()
                .filter(replica -> replica.node() == node)
                .findFirst()
                .flatMap(ClientReply.RegisterReplica::view)
                .orElseThrow();
    }

    @Test
    void whatAMajorityHasIsDecided() {
        update("{o}a", "1");
        update("{o}b", "2");
        RegisterExplained explained = explain(2, "{o}a");
        assertThat(explained.judgement().kind()).isEqualTo(RegisterJudgement.Kind.DECIDED);
        assertThat(explained.judgement().version()).isEqualTo(2);
        assertThat(explained.judgement().laterAccepted()).isFalse();
        assertThat(explained.majority()).isEqualTo(2);
        assertThat(explained.replicas()).hasSize(3);
        for (int node = 1; node <= 3; node++) {
            RegisterView view = view(explained, node);
            assertThat(view.vote()).isEqualTo(Vote.VOTES);
            assertThat(view.accepted()).isEqualTo(explained.judgement().ballot());
            assertThat(view.promised()).isGreaterThanOrEqualTo(view.accepted());
            assertThat(view.keys()).isEqualTo(2);
            assertThat(view.entry()).contains(new Entry(1, Bytes.ofUtf8("1")));
            assertThat(view.sessions()).isEqualTo(2);
            assertThat(view.remembered())
                    .allSatisfy(last -> assertThat(last.applied()).isTrue());
        }
    }

    @Test
    void whatWasNeverWrittenIsDecidedToBeNothing() {
        RegisterExplained explained = explain(1, "nothing");
        assertThat(explained.judgement().kind()).isEqualTo(RegisterJudgement.Kind.DECIDED);
        assertThat(explained.judgement().ballot().isNone()).isTrue();
        assertThat(view(explained, 1).entry()).isEmpty();
    }

    @Test
    void aRoundThatGotStuckIsSeenAndNotFinished() {
        update("k", "old");
        cluster.lose(delivery -> delivery.message() instanceof PeerMessage.AcceptRegister);
        cluster.begin(1, put("k", "new"));
        RegisterExplained all = explain(2, "k");
        assertThat(all.judgement().kind()).isEqualTo(RegisterJudgement.Kind.DECIDED);
        assertThat(all.judgement().version()).isEqualTo(1);
        assertThat(all.judgement().laterAccepted()).isTrue();
        assertThat(view(all, 1).entry()).contains(new Entry(2, Bytes.ofUtf8("new")));
        cluster.stop(3);
        RegisterExplained two = explain(2, "k");
        assertThat(two.judgement().kind()).isEqualTo(RegisterJudgement.Kind.UNDER_WAY);
        assertThat(two.replicas())
                .filteredOn(replica -> replica.view().isEmpty())
                .singleElement()
                .extracting(ClientReply.RegisterReplica::node)
                .isEqualTo(3);
        assertThat(explain(2, "k")).isEqualTo(two);
        cluster.stop(1);
        assertThat(explain(2, "k").judgement().kind()).isEqualTo(RegisterJudgement.Kind.TOO_FEW);
    }

    @Test
    void aReplicaThatDoesNotVoteShowsWhatItHasAndDoesNotCount() {
        update("k", "v");
        cluster.lose(delivery -> delivery.message() instanceof PeerMessage.RegisterPageRequest
                || delivery.message() instanceof PeerMessage.CompareRegisters);
        cluster.restartWiped(3);
        cluster.advance(Duration.ofSeconds(10));
        RegisterExplained explained = explain(1, "k");
        assertThat(view(explained, 3).vote()).isEqualTo(Vote.NOT_VOTING);
        assertThat(view(explained, 3).accepted().isNone()).isTrue();
        assertThat(explained.judgement().kind()).isEqualTo(RegisterJudgement.Kind.DECIDED);
        cluster.stop(2);
        assertThat(explain(1, "k").judgement().kind()).isEqualTo(RegisterJudgement.Kind.TOO_FEW);
    }

    /** A new epoch that nobody has answered in: a read would enter it, and the explanation does not. */
    @Test
    void nothingIsChangedByAsking() {
        update("k", "v");
        cluster.lose(delivery -> delivery.message() instanceof PeerMessage.RegisterPageRequest
                || delivery.message() instanceof PeerMessage.CompareRegisters);
        cluster.restartWiped(3);
        cluster.advance(Duration.ofSeconds(10));
        String before = contents();
        assertThat(view(explain(1, "k"), 2).vote()).isEqualTo(Vote.VOTES);
        assertThat(contents()).isEqualTo(before);
        cluster.begin(1, new ClientRequest.ReadRegister(BUCKET, Bytes.ofUtf8("k"), false, false));
        assertThat(contents()).isNotEqualTo(before);
    }

    private String contents() {
        return cluster.storage(1).contents() + cluster.storage(2).contents();
    }

    @Test
    void whatIsNotDurableIsNotShown() {
        update("k", "old");
        cluster.stopSyncing(2);
        cluster.begin(1, put("k", "new"));
        long handle = cluster.begin(3, new ClientRequest.ExplainRegister(BUCKET, Bytes.ofUtf8("k")));
        assertThat(cluster.answer(handle)).isEmpty();
        cluster.sync(2);
        RegisterExplained explained = (RegisterExplained) cluster.answer(handle).orElseThrow();
        assertThat(view(explained, 2).entry()).contains(new Entry(2, Bytes.ofUtf8("new")));
    }

    @Test
    void ofALongMemoryTheLatestPartIsShown() {
        for (int i = 0; i < RegisterView.MAX_REMEMBERED + 5; i++) {
            cluster.advance(Duration.ofMillis(10));
            update("k", "v" + i);
        }
        RegisterView view = view(explain(1, "k"), 1);
        assertThat(view.sessions()).isEqualTo(RegisterView.MAX_REMEMBERED + 5);
        assertThat(view.remembered()).hasSize(RegisterView.MAX_REMEMBERED);
        assertThat(view.remembered().get(0).version()).isEqualTo(view.version());
    }

    @Test
    void anEventualBucketIsExplainedOtherwise() {
        long handle = cluster.begin(1, new ClientRequest.ExplainRegister("default", Bytes.ofUtf8("k")));
        assertThat(cluster.answer(handle))
                .get()
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.WRONG_KIND));
        long other = cluster.begin(1, new ClientRequest.Explain(BUCKET, Bytes.ofUtf8("k")));
        assertThat(cluster.answer(other))
                .get()
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.WRONG_KIND));
    }
}

package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.MultiReadRequest;
import io.kvorum.protocol.client.ReadRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.WriteRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final FakeCluster cluster = new FakeCluster(1);
    private KvorumClient client = cluster.client().build();

    @BeforeEach
    void connect() {
        client.close();
        client = cluster.connect(cluster.client());
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private Bucket<String, String> bucket() {
        return client.bucket("b", Codec.utf8(), Codec.utf8());
    }

    private Request last() {
        List<FakeNode.Received> received = cluster.node(1).received();
        return received.get(received.size() - 1).request();
    }

    private ReadRequest lastRead() {
        return last().getRead();
    }

    private WriteRequest lastWrite() {
        return last().getWrite();
    }

    private static ByteString token(Context context) {
        return ByteString.copyFrom(context.token().array());
    }

    @Test
    void aReadCoversTheSessionsOwnWrite() {
        Bucket<String, String> mine = bucket().in(client.session());
        Written written = mine.put("k", "v");
        mine.get("k");
        assertThat(lastRead().getAtLeast()).isEqualTo(token(written.context()));
        mine.get("other");
        assertThat(lastRead().getAtLeast()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void aReadCoversTheSessionsLastReadAtAnyLevel() {
        Bucket<String, String> mine = bucket().in(client.session());
        Value<String> first = mine.get("k");
        mine.get("k", ReadOptions.DEFAULT.session(client.session()));
        assertThat(lastRead().getAtLeast()).as("another session").isEqualTo(ByteString.EMPTY);
        mine.reading(ReadOptions.DEFAULT.level(Level.ONE)).get("k");
        assertThat(lastRead().getAtLeast()).as("no session").isEqualTo(ByteString.EMPTY);
        mine.get("k");
        assertThat(lastRead().getAtLeast()).isEqualTo(token(first.context()));
    }

    @Test
    void aWriteReplacesWhatTheSessionHasSeenUnlessToldOtherwise() {
        Session session = client.session();
        Bucket<String, String> mine = bucket().in(session);
        Value<String> read = mine.get("k");
        mine.put("k", "v");
        assertThat(lastWrite().getContext()).isEqualTo(token(read.context()));
        mine.put("k", "w", WriteOptions.DEFAULT.session(session).context(Context.NONE));
        assertThat(lastWrite().getContext()).isEqualTo(ByteString.EMPTY);
        bucket().put("k", "x");
        assertThat(lastWrite().getContext()).as("without a session").isEqualTo(ByteString.EMPTY);
    }

    @Test
    void writesOfASessionAreCountedUnderItsName() {
        Session session = client.session();
        Bucket<String, String> mine = bucket().in(session);
        Written first = mine.put("k", "v");
        Written second = mine.put("l", "v");
        assertThat(first.writeId().session()).isEqualTo(session.id());
        assertThat(second.writeId().session()).isEqualTo(session.id());
        assertThat(second.writeId().sequence()).isEqualTo(first.writeId().sequence() + 1);
        assertThat(bucket().put("k", "v").writeId().session()).isNotEqualTo(session.id());
    }

    @Test
    void multiReadsCarryAndKeepTokensPerKey() {
        Bucket<String, String> mine = bucket().in(client.session());
        Written written = mine.put("a", "v");
        MultiGet<String, String> first = mine.multiGet(List.of("a", "b"));
        MultiReadRequest request = last().getMultiRead();
        assertThat(request.getItems(0).getAtLeast()).isEqualTo(token(written.context()));
        assertThat(request.getItems(1).getAtLeast()).isEqualTo(ByteString.EMPTY);
        mine.get("b");
        assertThat(lastRead().getAtLeast()).isEqualTo(token(first.value("b").context()));
    }

    @Test
    void beyondItsBoundASessionForgetsTheLeastRecentlyUsedKeyAndSaysSo() {
        Session session = client.session(2);
        Bucket<String, String> mine = bucket().in(session);
        mine.put("a", "v");
        mine.put("b", "v");
        mine.get("a");
        mine.put("c", "v");
        assertThat(session.forgottenKeys()).isEqualTo(1);
        assertThat(session.seen("b", Bytes.ofUtf8("a"))).isPresent();
        assertThat(session.seen("b", Bytes.ofUtf8("b"))).isEmpty();
        assertThat(session.seen("b", Bytes.ofUtf8("c"))).isPresent();
    }

    @Test
    void aDeleteWithoutContextNamesWhatItRead() {
        cluster.scriptAll(request -> request.hasRead() ? cluster.replyFound("v") : cluster.answer(request));
        Deleted deleted = bucket().delete("k");
        assertThat(deleted.found()).isTrue();
        assertThat(lastWrite().hasValue()).isFalse();
        assertThat(lastWrite().getContext().toStringUtf8()).startsWith("found-");
        assertThat(deleted.writeId()).isPresent();
    }

    @Test
    void aDeleteOfNothingWritesNothing() {
        Deleted deleted = bucket().delete("k");
        assertThat(deleted.found()).isFalse();
        assertThat(last().hasRead()).isTrue();
    }

    @Test
    void aDeleteWithContextDoesNotRead() {
        Value<String> read = bucket().get("k");
        bucket().delete("k", WriteOptions.DEFAULT.context(read.context()));
        assertThat(cluster.node(1).received().stream()
                        .filter(got -> got.request().hasRead()))
                .hasSize(1);
        assertThat(lastWrite().getContext()).isEqualTo(token(read.context()));
    }

    @Test
    void siblingsAreResolvedOrReported() {
        cluster.scriptAll(request -> request.hasRead() ? cluster.replyFound("a", "c", "b") : cluster.answer(request));
        SiblingsUnresolved unresolved = catchThrowableOfType(SiblingsUnresolved.class, () -> bucket().get("k"));
        assertThat(unresolved.siblings().values()).hasSize(3);
        assertThat(unresolved.siblings().context().isEmpty()).isFalse();
        Value<String> greatest = bucket().resolvingWith(
                        siblings -> siblings.stream().map(Sibling::value).max(String::compareTo))
                .get("k");
        assertThat(greatest.get()).isEqualTo("c");
        assertThat(bucket().siblings("k").values()).containsExactly("a", "c", "b");
    }

    @Test
    void anEmptyValueIsNoDelete() {
        bucket().put("k", "");
        assertThat(lastWrite().hasValue()).isTrue();
        assertThat(lastWrite().getValue()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void optionsReachTheNode() {
        bucket().put("k", "v", WriteOptions.DEFAULT.level(Level.EACH_QUORUM).sloppy(true));
        assertThat(lastWrite().getLevel()).isEqualTo("each_quorum");
        assertThat(lastWrite().hasSloppy()).isTrue();
        assertThat(lastWrite().getSloppy()).isTrue();
        bucket().put("k", "v");
        assertThat(lastWrite().getLevel()).isEmpty();
        assertThat(lastWrite().hasSloppy()).isFalse();
        bucket().get("k", ReadOptions.DEFAULT.level(Level.of(2)));
        assertThat(lastRead().getLevel()).isEqualTo("2");
    }
}

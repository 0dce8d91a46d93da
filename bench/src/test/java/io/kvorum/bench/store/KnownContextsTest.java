package io.kvorum.bench.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.workload.Keys;
import io.kvorum.client.Context;
import io.kvorum.crdt.codec.Bytes;
import org.junit.jupiter.api.Test;

class KnownContextsTest {
    private static final byte[] KEY = Keys.of(3);

    private final KnownContexts contexts = new KnownContexts(10);

    private static Context context(String name) {
        return new Context(Bytes.ofUtf8(name));
    }

    @Test
    void aWriteIsFollowedByOneWithItsContext() {
        KnownContexts.Entry read = contexts.saw(KEY, context("read"));
        assertThat(contexts.find(KEY)).isEqualTo(read);
        contexts.wrote(read, context("written"));
        assertThat(requireNonNull(contexts.find(KEY)).context()).isEqualTo(context("written"));
    }

    @Test
    void afterTwoWritesThatMetTheKeyHasToBeRead() {
        KnownContexts.Entry read = contexts.saw(KEY, context("read"));
        contexts.wrote(read, context("one"));
        contexts.wrote(read, context("other"));
        assertThat(contexts.find(KEY)).isNull();
        contexts.saw(KEY, context("both"));
        assertThat(requireNonNull(contexts.find(KEY)).context()).isEqualTo(context("both"));
    }

    @Test
    void aReadDoesNotHideALaterWrite() {
        contexts.wrote(contexts.saw(KEY, context("read")), context("written"));
        contexts.saw(KEY, context("slow read"));
        assertThat(requireNonNull(contexts.find(KEY)).context()).isEqualTo(context("written"));
    }

    @Test
    void keysThatShareAPlaceAreNotMixedUp() {
        byte[] other = Keys.of(13);
        contexts.saw(KEY, context("key"));
        contexts.saw(other, context("other"));
        assertThat(contexts.find(KEY)).isNull();
        assertThat(requireNonNull(contexts.find(other)).context()).isEqualTo(context("other"));
        contexts.forget(KEY);
        assertThat(contexts.find(other)).isNotNull();
    }
}

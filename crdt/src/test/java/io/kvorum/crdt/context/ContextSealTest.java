package io.kvorum.crdt.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.context.Opened.Reason;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.WriteId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContextSealTest {
    private static final Bytes SECRET = Bytes.ofUtf8("a secret of the cluster, 32 byte");
    private static final Bytes BINDING = ContextSeal.binding("cluster-1", 7, Bytes.ofUtf8("key"));
    private static final Dot DOT = new Dot(Actor.of(2, 0xABCDEF), 9);
    private static final CausalContext CONTEXT = new CausalContext(
            DotSet.upTo(Actor.of(1, 5), 300).with(DOT),
            List.of(new Shown(DOT, new WriteId(-4, 17, 1_790_000_000_000L))));

    private final ContextSeal seal = new ContextSeal(SECRET);

    @Test
    void a_sealed_context_opens_to_the_same_context() {
        assertThat(seal.open(BINDING, seal.seal(BINDING, CONTEXT))).isEqualTo(new Opened.Valid(CONTEXT));
    }

    @Test
    void another_instance_with_the_same_secret_opens_it_and_equal_contexts_have_equal_tokens() {
        Bytes token = new ContextSeal(SECRET).seal(BINDING, CONTEXT);
        assertThat(seal.open(BINDING, token)).isEqualTo(new Opened.Valid(CONTEXT));
        assertThat(seal.seal(BINDING, CONTEXT)).isEqualTo(token);
    }

    @Test
    void no_token_is_the_empty_context() {
        assertThat(seal.open(BINDING, Bytes.EMPTY)).isEqualTo(new Opened.Valid(CausalContext.EMPTY));
        assertThat(seal.seal(BINDING, CausalContext.EMPTY)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void a_token_of_another_key_bucket_cluster_or_secret_is_refused() {
        Bytes token = seal.seal(BINDING, CONTEXT);
        Bytes key = Bytes.ofUtf8("key");
        assertThat(List.of(
                        seal.open(ContextSeal.binding("cluster-1", 7, Bytes.ofUtf8("kex")), token),
                        seal.open(ContextSeal.binding("cluster-1", 8, key), token),
                        seal.open(ContextSeal.binding("cluster-2", 7, key), token),
                        new ContextSeal(Bytes.ofUtf8("another secret of some cluster..")).open(BINDING, token)))
                .containsOnly(new Opened.Refused(Reason.FORGED));
    }

    @Test
    void no_byte_can_move_between_the_parts_of_a_binding() {
        assertThat(ContextSeal.binding("ab", 1, Bytes.ofUtf8("c")))
                .isNotEqualTo(ContextSeal.binding("a", 1, Bytes.ofUtf8("bc")));
    }

    @Test
    void every_flipped_bit_and_every_truncation_is_refused() {
        byte[] token = seal.seal(BINDING, CONTEXT).array();
        for (int bit = 0; bit < 8 * token.length; bit++) {
            byte[] changed = token.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            Reason expected = bit < 8 ? Reason.UNKNOWN_VERSION : Reason.FORGED;
            assertThat(seal.open(BINDING, Bytes.of(changed))).isEqualTo(new Opened.Refused(expected));
        }
        for (int length = 1; length < token.length; length++) {
            Reason expected = length <= ContextSeal.OVERHEAD_BYTES ? Reason.MALFORMED : Reason.FORGED;
            assertThat(seal.open(BINDING, Bytes.of(Arrays.copyOf(token, length))))
                    .isEqualTo(new Opened.Refused(expected));
        }
    }

    @Test
    void random_bytes_are_refused() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(seal.open(BINDING, Bytes.of(bytes))).isInstanceOf(Opened.Refused.class);
        }
    }

    @Test
    void the_format_stays_as_it_was_published() {
        Bytes token = seal.seal(BINDING, CONTEXT);
        assertThat(HexFormat.of().formatHex(token.array()))
                .isEqualTo("01020001000000000005ac02000002000000abcdef00010900"
                        + "010002000000abcdef09fffffffffffffffc1180d8c1a28c34"
                        + "902e3e71e917d9a57a6b9c46c3d62df6");
    }

    @Test
    void a_secret_that_could_be_guessed_is_refused() {
        assertThatThrownBy(() -> new ContextSeal(Bytes.ofUtf8("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 16 bytes");
    }
}

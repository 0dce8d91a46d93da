package io.kvorum.crdt.context;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.CausalContext;

/**
 * Seals a {@link CausalContext} into an opaque token and opens it again. The binding is not in the token: who opens must name
 * the same cluster, bucket and key.
 *
 * <p>The empty token is the empty context: a client that has read nothing needs no secret to say so.
 *
 * <p>Not thread-safe: one per shard.
 */
public final class ContextSeal {
    /** What a token takes beside its context. */
    public static final int OVERHEAD_BYTES = TokenSeal.OVERHEAD_BYTES;

    private final TokenSeal tokens;

    /** @throws IllegalArgumentException if the secret is shorter than {@link TokenSeal#MIN_SECRET_BYTES} */
    public ContextSeal(Bytes secret) {
        this.tokens = new TokenSeal(secret);
    }

    /** The binding of a key's tokens. A bucket's id is never reused, so a token dies with its bucket. */
    public static Bytes binding(String clusterId, int bucketId, Bytes key) {
        Bytes cluster = Bytes.ofUtf8(clusterId);
        return Bytes.of(new ByteWriter(cluster.length() + key.length() + 16)
                .writeBytes(cluster.array())
                .writeInt(bucketId)
                .writeBytes(key.array())
                .toByteArray());
    }

    public Bytes seal(Bytes binding, CausalContext context) {
        if (context.isEmpty()) {
            return Bytes.EMPTY;
        }
        ByteWriter out = new ByteWriter(128);
        context.writeTo(out);
        return tokens.seal(binding, Bytes.of(out.toByteArray()));
    }

    public Opened open(Bytes binding, Bytes token) {
        if (token.isEmpty()) {
            return new Opened.Valid(CausalContext.EMPTY);
        }
        return switch (tokens.open(binding, token)) {
            case TokenSeal.Unsealed.Refused refused -> new Opened.Refused(refused.reason());
            case TokenSeal.Unsealed.Payload payload -> read(payload.bytes());
        };
    }

    private static Opened read(Bytes payload) {
        try {
            ByteReader in = new ByteReader(payload.array());
            CausalContext context = CausalContext.readFrom(in);
            in.expectEnd();
            return new Opened.Valid(context);
        } catch (MalformedBytesException e) {
            return new Opened.Refused(Opened.Reason.MALFORMED);
        }
    }
}

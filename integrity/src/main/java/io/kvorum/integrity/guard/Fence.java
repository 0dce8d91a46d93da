package io.kvorum.integrity.guard;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.client.lease.FencingGuard;
import io.kvorum.client.lease.HighestTokens;
import io.kvorum.client.lease.StaleTokenException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.FenceRecord;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The client's {@link FencingGuard} for what is in a tag: the greatest token is kept in the tag, and compared in the write that it guards. So it
 * holds over all processes, and over restarts; nothing can come between the comparison and the effect.
 */
public final class Fence {
    private static final String PREFIX = "fence-";
    private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9._:~-]{1,64}");

    private Fence() {}

    /**
     * Guards a command of who holds a lease, by its token.
     *
     * <p>The command fails with {@link StaleTokenException} if a greater token was here before. What the command itself throws lets the
     * one before still in.
     *
     * @param resource what the lease is for, one of several in a tag; letters, digits and {@code . _ : ~ -}, from 1 to 64
     * @param token at least 1
     */
    public static TagGuard of(String resource, long token) {
        if (!RESOURCE.matcher(resource).matches() || token < 1) {
            throw new IllegalArgumentException("not a resource and its token: '" + resource + "', " + token);
        }
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                new FencingGuard(tokens(view)).check(resource, token);
                return Optional.empty();
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                FenceRecord record = record(view, resource);
                if (token > record.getToken()) {
                    write.put(
                            PREFIX + resource,
                            Bytes.of(record.toBuilder().setToken(token).build().toByteArray()));
                }
            }
        };
    }

    private static FenceRecord record(TagView view, String resource) {
        return view.contents()
                .value(PREFIX + resource)
                .map(bytes -> parse(bytes, resource))
                .orElse(FenceRecord.getDefaultInstance());
    }

    private static FenceRecord parse(Bytes bytes, String resource) {
        try {
            return FenceRecord.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("key '" + PREFIX + resource + "' holds something that is no token", e);
        }
    }

    /** Those of one attempt to write. What the guard stores goes into that write, or nowhere. */
    private static HighestTokens tokens(TagView view) {
        return new HighestTokens() {
            @Override
            public long load(String resource) {
                return record(view, resource).getToken();
            }

            @Override
            public void store(String resource, long token) {
                // Fence.addTo puts it into the write.
            }
        };
    }
}

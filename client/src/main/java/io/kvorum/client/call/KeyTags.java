package io.kvorum.client.call;

import io.kvorum.crdt.codec.Bytes;
import java.util.Arrays;

/**
 * The tags of keys in strong buckets: what stands between the first <code>{</code> of a key and the first <code>}</code> after
 * it, if it is not empty. Part of the wire contract, see {@code UpdateRegisterRequest} in {@code client.proto}.
 */
public final class KeyTags {
    private KeyTags() {}

    /** What decides about the slot of a key in a strong bucket: its tag, or the key itself if it has none. */
    public static Bytes placedBy(Bytes key) {
        byte[] bytes = key.array();
        int open = indexOf(bytes, '{', 0);
        int close = open < 0 ? -1 : indexOf(bytes, '}', open + 1);
        return close > open + 1 ? Bytes.of(Arrays.copyOfRange(bytes, open + 1, close)) : key;
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}

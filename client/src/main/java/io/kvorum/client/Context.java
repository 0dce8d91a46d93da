package io.kvorum.client;

import io.kvorum.crdt.codec.Bytes;
import java.util.Base64;

/**
 * The opaque causal token of an answer about one key: given back with a write of that key, the write replaces exactly what
 * the answer showed. It is bound to the key and the cluster; anything else is refused by the node.
 */
public record Context(Bytes token) {
    /** Of a write that replaces nothing. */
    public static final Context NONE = new Context(Bytes.EMPTY);

    public boolean isEmpty() {
        return token.isEmpty();
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is not base64
     */
    public static Context parse(String text) {
        return new Context(Bytes.of(Base64.getUrlDecoder().decode(text)));
    }

    /** In URL-safe base64 without padding. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }
}

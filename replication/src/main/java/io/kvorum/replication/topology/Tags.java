package io.kvorum.replication.topology;

import io.kvorum.crdt.codec.Bytes;
import java.util.Arrays;

/**
 * The tags of keys in strong buckets: what stands between the first <code>{</code> of a key and the first <code>}</code> after
 * it is its tag, if it is not empty. All keys of one tag are one register. Part of the wire contract: clients route by it.
 */
public final class Tags {
    private static final byte OF_A_KEY = 0;
    private static final byte OF_A_TAG = 1;

    private Tags() {}

    /** What decides about the slot: the tag, or the key if it has none. */
    public static Bytes placedBy(Bytes key) {
        byte[] bytes = key.array();
        int open = indexOf(bytes, '{', 0);
        int close = open < 0 ? -1 : indexOf(bytes, '}', open + 1);
        return close > open + 1 ? Bytes.of(Arrays.copyOfRange(bytes, open + 1, close)) : key;
    }

    public static boolean isTagged(Bytes key) {
        return placedBy(key) != key;
    }

    /** The name of a key's register: that of its tag, or one of its own, which no tag has. */
    public static Bytes register(Bytes key) {
        Bytes placedBy = placedBy(key);
        byte[] name = new byte[placedBy.length() + 1];
        name[0] = placedBy == key ? OF_A_KEY : OF_A_TAG;
        System.arraycopy(placedBy.array(), 0, name, 1, placedBy.length());
        return Bytes.of(name);
    }

    /** What decides about the slot of a register with this name. */
    public static Bytes registerPlacedBy(Bytes name) {
        return Bytes.of(Arrays.copyOfRange(name.array(), 1, name.length()));
    }

    /** The key of a register with this name, or the shortest that begins with its tag. */
    public static Bytes keyOf(Bytes name) {
        Bytes placedBy = registerPlacedBy(name);
        if (!isOfTag(name)) {
            return placedBy;
        }
        byte[] key = new byte[placedBy.length() + 2];
        key[0] = '{';
        System.arraycopy(placedBy.array(), 0, key, 1, placedBy.length());
        key[key.length - 1] = '}';
        return Bytes.of(key);
    }

    /** Is a register with this name that of a tag, and not of one key? */
    public static boolean isOfTag(Bytes name) {
        return name.array()[0] == OF_A_TAG;
    }

    /** May a key that begins with the prefix be in the register with this name? */
    public static boolean mayHave(Bytes name, Bytes prefix) {
        Bytes placedBy = registerPlacedBy(name);
        if (!isOfTag(name)) {
            return placedBy.startsWith(prefix);
        }
        byte[] bytes = prefix.array();
        int open = indexOf(bytes, '{', 0);
        if (open < 0) {
            return true;
        }
        int close = indexOf(bytes, '}', open + 1);
        return close < 0
                ? placedBy.startsWith(Bytes.of(Arrays.copyOfRange(bytes, open + 1, bytes.length)))
                : placedBy.equals(Bytes.of(Arrays.copyOfRange(bytes, open + 1, close)));
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

package io.kvorum.client;

import java.util.List;

/**
 * All live values of a key: none if it was not found, several if writes were concurrent.
 *
 * @param context for the next write of this key, which then replaces all of them; given also when nothing was found
 */
public record Siblings<V>(List<Sibling<V>> versions, Context context, Receipt receipt) {
    public Siblings {
        versions = List.copyOf(versions);
    }

    public boolean isEmpty() {
        return versions.isEmpty();
    }

    public List<V> values() {
        return versions.stream().map(Sibling::value).toList();
    }
}

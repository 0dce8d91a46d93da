package io.kvorum.integrity.tag;

import io.kvorum.crdt.codec.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a tag held at one instant. Immutable.
 *
 * @param entries by name, that is the key without its <code>{tag}</code>
 */
public record TagContents(String tag, SortedMap<String, TagEntry> entries) {
    public TagContents {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    public static TagContents empty(String tag) {
        return new TagContents(tag, new TreeMap<>());
    }

    public Optional<TagEntry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    public Optional<Bytes> value(String name) {
        return entry(name).map(TagEntry::value);
    }

    /** The version of a key; {@link TagWrite#ABSENT} if it is not there. */
    public long version(String name) {
        return entry(name).map(TagEntry::version).orElse(TagWrite.ABSENT);
    }

    /** The entries whose names begin so, in the order of their names. @param prefix of ASCII */
    public SortedMap<String, TagEntry> startingWith(String prefix) {
        return entries.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /** Of keys and values together, as the store counts them. */
    public long bytes() {
        long bytes = 0;
        for (var entry : entries.entrySet()) {
            bytes += bytesOf(tag, entry.getKey()) + entry.getValue().value().length();
        }
        return bytes;
    }

    private static long bytesOf(String tag, String name) {
        return 2L + tag.length() + name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What there is once the write is made. @param version that it got */
    public TagContents after(TagWrite write, long version) {
        SortedMap<String, TagEntry> changed = new TreeMap<>(entries);
        write.changes()
                .forEach((name, value) -> value.ifPresentOrElse(
                        put -> changed.put(name, new TagEntry(version, put)), () -> changed.remove(name)));
        return new TagContents(tag, changed);
    }
}

package io.kvorum.integrity.tag;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was last written to the tags that were last written to: guesses, good for nothing but a conditional write. */
final class TagMemory {
    private final Map<String, TagContents> tags;

    TagMemory(int most) {
        this.tags = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, TagContents> eldest) {
                return size() > most;
            }
        };
    }

    /** Who takes a guess removes it: one that was wrong is not made again. */
    synchronized Optional<TagContents> take(String tag) {
        return Optional.ofNullable(tags.remove(tag));
    }

    synchronized void remember(TagContents contents) {
        tags.put(contents.tag(), contents);
    }
}

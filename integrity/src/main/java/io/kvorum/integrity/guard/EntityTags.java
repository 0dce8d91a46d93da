package io.kvorum.integrity.guard;

import java.util.ArrayList;
import java.util.List;

/** What {@code If-Match} and {@code If-None-Match} name. */
public sealed interface EntityTags {
    /** {@code *}: whatever there is. */
    record Any() implements EntityTags {}

    /** These. */
    record Listed(List<ETag> tags) implements EntityTags {
        public Listed {
            tags = List.copyOf(tags);
        }
    }

    /**
     * As in a header field; several fields of one name are joined by commas.
     *
     * @throws BadPrecondition if it is neither {@code *} nor a list of entity tags, or if the list is empty
     */
    static EntityTags parse(String field) {
        if (field.strip().equals("*")) {
            return new Any();
        }
        List<ETag> tags = new ArrayList<>();
        int begin = 0;
        boolean quoted = false;
        for (int i = 0; i <= field.length(); i++) {
            // A comma may be in a tag.
            if (i < field.length() && field.charAt(i) == '"') {
                quoted = !quoted;
            }
            if (i == field.length() || (field.charAt(i) == ',' && !quoted)) {
                String element = field.substring(begin, i).strip();
                // Empty elements are to be passed (RFC 9110, section 5.6.1.2).
                if (!element.isEmpty()) {
                    tags.add(ETag.parse(element));
                }
                begin = i + 1;
            }
        }
        if (tags.isEmpty()) {
            throw new BadPrecondition(field);
        }
        return new Listed(tags);
    }
}

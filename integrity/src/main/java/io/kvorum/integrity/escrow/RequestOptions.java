package io.kvorum.integrity.escrow;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a request is carried out.
 *
 * @param id of the request: asked for once more under the same id, also by another process, it has the effect of one. Printable ASCII without
 *     blanks, from 1 to 128. It is remembered by the region whose rights are changed first
 * @param fetch of a spend: what is lacking is fetched from the other regions, as far as they can be reached
 */
public record RequestOptions(Optional<String> id, boolean fetch) {
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

    public static final RequestOptions DEFAULT = new RequestOptions(Optional.empty(), false);

    /** @throws IllegalArgumentException if the id has other characters, or is too long */
    public RequestOptions {
        if (id.isPresent() && !ID.matcher(id.get()).matches()) {
            throw new IllegalArgumentException("not the id of a request: '" + id.get() + "'");
        }
    }

    public RequestOptions id(String other) {
        return new RequestOptions(Optional.of(other), fetch);
    }

    public RequestOptions fetch(boolean wanted) {
        return new RequestOptions(id, wanted);
    }
}

package io.kvorum.integrity.idempotency;

import io.kvorum.crdt.codec.Bytes;
import java.util.regex.Pattern;

/**
 * A request by the name that its sender gave it. The key is the tag whose record it becomes.
 *
 * @param operation lower-case letters, digits and underscores, from 1 to 32, first a letter
 * @param id the sender's: the same for each retry, another one for each other request; printable ASCII without blanks, from 1 to 128
 * @param fingerprint of all that the request says: {@link Fingerprint}
 */
public record IdempotentRequest(String operation, String id, Bytes fingerprint) {
    private static final Pattern OPERATION = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

    /** @throws IllegalArgumentException if operation or id have other characters, or are too long */
    public IdempotentRequest {
        if (!OPERATION.matcher(operation).matches() || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a request: operation '" + operation + "', id '" + id + "'");
        }
    }

    String recordName() {
        return Records.PREFIX + operation + "-" + id;
    }
}

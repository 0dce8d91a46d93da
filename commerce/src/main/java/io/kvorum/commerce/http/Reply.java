package io.kvorum.commerce.http;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Execution;
import java.util.Map;
import java.util.TreeMap;

/** An answer. Immutable. @param body empty: none */
public record Reply(int status, String contentType, Map<String, String> headers, Bytes body) {
    public static final String JSON = "application/json";
    static final String REPLAYED = "Idempotent-Replayed";

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply json(int status, Bytes body) {
        return new Reply(status, JSON, Map.of(), body);
    }

    public static Reply empty(int status) {
        return new Reply(status, "", Map.of(), Bytes.EMPTY);
    }

    /** What was stored with the request: the same bytes whether it was carried out now or before. */
    public static Reply of(int status, Execution<?> done) {
        return json(status, done.outcome()).replayed(done.replayed());
    }

    /** Marks an answer that was given before. */
    public Reply replayed(boolean before) {
        return before ? header(REPLAYED, "true") : this;
    }

    public Reply header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, more, body);
    }
}

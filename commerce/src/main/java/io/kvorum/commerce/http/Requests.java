package io.kvorum.commerce.http;

import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.guard.ETag;
import io.kvorum.integrity.guard.Preconditions;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What the headers of a request say that changes something. */
public final class Requests {
    public static final String KEY = "Idempotency-Key";
    private static final Pattern ALLOWED = Pattern.compile("[!-~]{1,128}");

    private Requests() {}

    /** @throws ProblemException 400 if it has none, or one that can be none */
    public static String key(Call call) {
        String key = call.header(KEY)
                .orElseThrow(() -> new ProblemException(
                        Kind.KEY_MISSING,
                        "a request that changes something has the header " + KEY
                                + ": the same for each retry, another one for each other request"));
        if (!ALLOWED.matcher(key).matches()) {
            throw new ProblemException(
                    Kind.BAD_REQUEST, KEY + " has from 1 to 128 characters of printable ASCII, without blanks");
        }
        return key;
    }

    /** The request under its key: another method, path or body is another request. */
    public static IdempotentRequest idempotent(String operation, Call call) {
        return new IdempotentRequest(operation, key(call), fingerprint(call));
    }

    public static Bytes fingerprint(Call call) {
        return Fingerprint.of(Bytes.ofUtf8(call.method()), Bytes.ofUtf8(call.path()), call.body());
    }

    /** {@code If-Match} and {@code If-None-Match}. @throws io.kvorum.integrity.guard.BadPrecondition if they are not as they should be */
    public static Preconditions preconditions(Call call) {
        return Preconditions.parse(
                call.header("If-Match").orElse(null),
                call.header("If-None-Match").orElse(null));
    }

    /**
     * Answers a read as its conditions say.
     *
     * @param version of what was read, from 1
     * @throws ProblemException 412 if {@code If-Match} does not hold
     */
    public static Reply read(Call call, long version, Supplier<Reply> whole) {
        return read(call, ETag.ofVersion(version), whole);
    }

    /** As the other one. */
    public static Reply read(Call call, ETag present, Supplier<Reply> whole) {
        return switch (preconditions(call).onRead(Optional.of(present))) {
            case PROCEED -> whole.get().header("ETag", present.toString());
            case NOT_MODIFIED -> Reply.empty(304).header("ETag", present.toString());
            case FAILED -> throw new ProblemException(Kind.PRECONDITION_FAILED, "what is there has ETag " + present);
        };
    }
}

package io.kvorum.commerce.http;

import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.crdt.codec.Bytes;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A request that has arrived.
 *
 * @param path as it was sent, without the query
 * @param parameters of the path, by name
 * @param query by name, the first of each
 * @param headers by name in any case
 * @param requestId of this attempt: in logs, and in problems
 */
public record Call(
        String method,
        String path,
        Function<String, Optional<String>> parameters,
        Function<String, Optional<String>> query,
        Function<String, Optional<String>> headers,
        Bytes body,
        String requestId) {
    /** How fresh an answer has to be. */
    public enum Consistency {
        /** From a read model, or from memory: says as of when it is. */
        LOCAL,
        /** What a majority of the replicas has. */
        QUORUM
    }

    /** A parameter of the path. @throws ProblemException 404 if it can be no name of such a thing */
    public String parameter(String name, Pattern allowed) {
        String value = parameters.apply(name).orElse("");
        if (!allowed.matcher(value).matches()) {
            throw new ProblemException(Kind.UNKNOWN, "there is nothing of this name: " + name + " is not as names are");
        }
        return value;
    }

    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /** {@code ?consistency=}: {@code local} or {@code quorum}. @throws ProblemException 400 if it is another one */
    public Consistency consistency() {
        return switch (query.apply("consistency").orElse("local")) {
            case "local" -> Consistency.LOCAL;
            case "quorum" -> Consistency.QUORUM;
            default ->
                throw new ProblemException(Kind.BAD_REQUEST, "consistency is 'local' or 'quorum', and nothing else");
        };
    }

    /** The body as a JSON object. @throws ProblemException 400 if it is none */
    public Fields fields() {
        return Fields.of(body);
    }
}

package io.kvorum.commerce.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.integrity.outbox.DeadLetter;
import io.kvorum.integrity.outbox.DeadLetters;
import io.kvorum.integrity.outbox.Transport;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Events that could not be delivered, for who looks at them: listed with their reasons, and delivered once more. */
public final class DeadLetterRoutes {
    private static final Pattern EVENT = Pattern.compile("[a-z][a-z0-9_]{0,31}-[A-Za-z0-9._:~-]{1,128}/[0-9]{1,19}");

    private DeadLetterRoutes() {}

    public static List<Route> of(DeadLetters letters, Transport transport) {
        return List.of(
                Route.get("/dead-letters", call -> list(letters)),
                Route.post("/dead-letters/replays", call -> replay(letters, transport, call)));
    }

    private static Reply list(DeadLetters letters) {
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("deadLetters");
        letters.list().stream()
                .sorted(Comparator.comparing(DeadLetter::firstFailed))
                .forEach(letter -> all.addObject()
                        .put("event", letter.event().id())
                        .put("type", letter.event().type())
                        .put("reason", letter.reason())
                        .put("attempts", letter.attempts())
                        .put("firstFailed", letter.firstFailed().toString())
                        .put("lastFailed", letter.lastFailed().toString()));
        return Reply.json(200, Json.bytes(body));
    }

    /** Delivering again is idempotent by the event's id: the key is asked for, and says nothing more. */
    private static Reply replay(DeadLetters letters, Transport transport, Call call) throws InterruptedException {
        String unused = Requests.key(call);
        Fields body = call.fields();
        String event = body.name("event", EVENT);
        body.end();
        if (!letters.replay(event, transport)) {
            throw new ProblemException(Kind.UNKNOWN, "there is no dead letter of event " + event);
        }
        return Reply.json(200, Json.bytes(Json.object().put("event", event).put("delivered", true)));
    }
}

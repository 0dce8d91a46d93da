package io.kvorum.commerce.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.http.Reply;
import io.kvorum.commerce.http.ServiceCalls;
import io.kvorum.commerce.http.StepBodies;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.StepCall;
import io.kvorum.integrity.saga.StepInput;
import io.kvorum.integrity.saga.StepRefused;
import io.kvorum.integrity.saga.StepRequest;
import java.util.Map;
import java.util.Objects;

/** A participant of the checkout that is another service. Only its own word is taken for a refusal; whatever else goes wrong is asked again. */
public final class HttpParticipant implements StepCall<OrderPlaced> {
    private final ServiceCalls calls;
    private final String service;
    private final String path;
    private final Map<Direction, String> words;
    private final Content content;

    /** What is said besides the step. */
    private interface Content {
        void addTo(ObjectNode body, OrderPlaced order);
    }

    private HttpParticipant(
            ServiceCalls calls, String service, String path, Map<Direction, String> words, Content content) {
        this.calls = calls;
        this.service = service;
        this.path = path;
        this.words = words;
        this.content = content;
    }

    /** Reserves, confirms and releases stock. */
    public static HttpParticipant inventory(ServiceCalls calls) {
        return new HttpParticipant(
                calls,
                "inventory",
                "/reservations/",
                Map.of(Direction.TRY, "reserve", Direction.CONFIRM, "confirm", Direction.CANCEL, "release"),
                (body, order) -> {
                    var lines = body.putArray("lines");
                    order.getLinesList()
                            .forEach(line ->
                                    lines.addObject().put("sku", line.getSku()).put("quantity", line.getQuantity()));
                });
    }

    /** Holds, captures and releases money. */
    public static HttpParticipant payments(ServiceCalls calls) {
        return new HttpParticipant(
                calls,
                "payments",
                "/payments/",
                Map.of(Direction.TRY, "hold", Direction.CONFIRM, "capture", Direction.CANCEL, "release"),
                (body, order) -> body.put("account", order.getAccount())
                        .putObject("amount")
                        .put("currency", order.getCurrency())
                        .put("minor", order.getTotalMinor()));
    }

    @Override
    public Bytes call(StepInput<OrderPlaced> input) throws InterruptedException {
        StepRequest request = input.request();
        OrderPlaced order = input.data();
        ObjectNode body = Json.object();
        body.set("step", StepBodies.of(request));
        content.addTo(body, order);
        ServiceCalls.Target target = new ServiceCalls.Target(
                service,
                order.getRegion(),
                path + request.saga().id() + "/" + Objects.requireNonNull(words.get(request.direction())));
        ServiceCalls.Answer answer = calls.post(target, request.id(), Reply.JSON, Json.bytes(body));
        if (answer.is(Kind.STEP_REFUSED)) {
            throw new StepRefused(answer.text("detail"));
        }
        if (!answer.isSuccess()) {
            throw new ServiceCalls.NoAnswer(target + " answers " + answer.status() + ": " + answer.text("detail"));
        }
        return answer.body();
    }
}

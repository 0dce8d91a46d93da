package io.kvorum.commerce.http;

import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventVerifier;
import io.kvorum.integrity.outbox.DeliveryRefused;
import io.kvorum.integrity.outbox.Transport;

/**
 * Events from service to service: the relay of one posts them, the other takes them. The body is the event as it was signed, its id is the idempotency
 * key. 204 says that the receiver has it for good.
 */
public final class EventRoutes {
    private static final String PATH = "/events";

    private EventRoutes() {}

    /** @param receiver applies each event, and recognises those that come again */
    public static Route receiving(EventVerifier verifier, Transport receiver) {
        return Route.post(PATH, call -> {
            Event event = Event.parse(call.body());
            verifier.verify(event);
            if (!Requests.key(call).equals(event.id())) {
                throw new ProblemException(Kind.BAD_REQUEST, Requests.KEY + " of an event is the event's id");
            }
            receiver.deliver(event);
            return Reply.empty(204);
        });
    }

    /** To a service of some region. */
    public static Transport sending(ServiceCalls calls, String service, String region) {
        return event -> {
            ServiceCalls.Target target = new ServiceCalls.Target(service, region, PATH);
            ServiceCalls.Answer answer = calls.post(target, event.id(), ServiceCalls.EVENT, event.encoded());
            if (answer.is(Kind.EVENT_REFUSED)) {
                throw new DeliveryRefused(target + " refuses event " + event.id() + ": " + answer.text("detail"));
            }
            if (!answer.isSuccess()) {
                throw new ServiceCalls.NoAnswer(target + " answers " + answer.status() + " to event " + event.id()
                        + ": " + answer.text("detail"));
            }
        };
    }
}

package io.kvorum.integrity.inbox;

import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.outbox.DeliveryRefused;

/**
 * It is not known any more whether an event was applied; nothing was changed. A dispatcher makes a dead letter of it: somebody has to look whether
 * its effect is there, and discard it or make up for it.
 */
public final class EventTooOld extends DeliveryRefused {
    private static final long serialVersionUID = 1L;

    EventTooOld(Event event, String tag) {
        super("event " + event.id() + " of " + event.recordedAt() + " is so old that " + tag
                + " does not know any more whether it was applied; nothing was changed");
    }
}

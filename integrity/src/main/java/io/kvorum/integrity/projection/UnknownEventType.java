package io.kvorum.integrity.projection;

import io.kvorum.integrity.aggregate.Event;

/** An event is of a type that this version of a projection does not know; nothing was changed. An instance that does has to apply it. */
public final class UnknownEventType extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownEventType(Event event, String projection) {
        super("projection '" + projection + "' does not know events '" + event.type() + "': " + event.id()
                + " was not applied");
    }
}

package io.kvorum.integrity.outbox;

import io.kvorum.integrity.aggregate.Event;

/** How events get to those who are to know. Called by many threads, but for the events of one aggregate by one after the other. */
@FunctionalInterface
public interface Transport {
    /**
     * Returns once all receivers have the event for good. The same event may be delivered again, also long after; receivers recognise it
     * by its id.
     *
     * @throws DeliveryRefused if it will never be accepted: it becomes a dead letter at once
     * @throws RuntimeException of another class: it is delivered again later
     * @throws InterruptedException if the thread was interrupted: it is delivered again after a restart
     */
    void deliver(Event event) throws InterruptedException;
}

package io.kvorum.integrity.outbox;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.aggregate.OutboxEntries;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagEntry;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Relays the events of an outbox: archive, deliver, remove, in this order. It waits, in the calling thread. Safe for use by many threads, as
 * long as each aggregate is relayed by one at a time in a process; that several processes relay the same one is allowed, and costs
 * duplicates.
 *
 * <p>While the store does not answer it tries again without end: that is no fault of the event. How often a delivery has failed is
 * counted by the process and forgotten with it.
 */
public final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final TagStore aggregates;
    private final EventLog archive;
    private final Transport transport;
    private final DeadLetters deadLetters;
    private final RelayOptions options;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dead = new LongAdder();

    /**
     * What was done since the process began.
     *
     * @param delivered deliveries that succeeded, repeated ones included
     * @param failed deliveries that did not
     * @param dead events that became dead letters
     */
    public record Counts(long delivered, long failed, long dead) {}

    /** @param aggregates where outboxes are */
    public OutboxRelay(
            TagStore aggregates, EventLog archive, Transport transport, DeadLetters deadLetters, RelayOptions options) {
        this.aggregates = aggregates;
        this.archive = archive;
        this.transport = transport;
        this.deadLetters = deadLetters;
        this.options = options;
    }

    public Counts counts() {
        return new Counts(delivered.sum(), failed.sum(), dead.sum());
    }

    /**
     * Relays all events of an outbox, and returns when none of them waits any more.
     *
     * @param contents of an aggregate's tag, as it was at some time
     * @param settledThrough events up to this number were relayed before by this process; 0 if it does not know of any
     * @return the number of the last event that was relayed
     * @throws DamagedEvent if an entry is no event: those before it were relayed, and nothing behind it is
     * @throws InterruptedException if the thread was interrupted: what is left is relayed after a restart
     */
    public long relay(TagContents contents, long settledThrough) throws InterruptedException {
        List<Event> settled = new ArrayList<>();
        long last = settledThrough;
        for (TagEntry entry : contents.startingWith(OutboxEntries.PREFIX).values()) {
            Event event;
            try {
                event = Event.parse(entry.value());
            } catch (DamagedEvent e) {
                mark(contents.tag(), settled);
                throw e;
            }
            if (event.sequence() <= settledThrough) {
                continue;
            }
            settle(event, settled);
            settled.add(event);
            last = event.sequence();
            if (settled.size() >= options.markEvery()) {
                mark(contents.tag(), settled);
            }
        }
        mark(contents.tag(), settled);
        return last;
    }

    private void mark(String tag, List<Event> settled) throws InterruptedException {
        List<Event> sent = List.copyOf(settled);
        settled.clear();
        if (!sent.isEmpty()) {
            insist("mark events of " + tag, () -> aggregates.write(tag, OutboxEntries.remove(sent), Optional.empty()));
        }
    }

    /** Archives and delivers an event, or makes a dead letter of it. */
    private void settle(Event event, List<Event> before) throws InterruptedException {
        Failures failures = new Failures(event);
        try {
            insist("archive event " + event.id(), () -> archive.add(event));
        } catch (DamagedEvent e) {
            bury(failures.letter(e.toString()));
            return;
        }
        for (int attempt = 1; ; attempt++) {
            String reason;
            boolean hopeless = false;
            try {
                transport.deliver(event);
                delivered.increment();
                return;
            } catch (DeliveryRefused | DamagedEvent e) {
                hopeless = true;
                reason = failures.count(String.valueOf(e.getMessage()));
            } catch (KvorumException | TagFull e) {
                // The receiver's store does not answer, or its tag is full: that is no fault of the event, however long
                // it lasts.
                reason = String.valueOf(e.getMessage());
            } catch (RuntimeException e) {
                reason = failures.count(e.toString());
            }
            failed.increment();
            if (hopeless || failures.areTooMany()) {
                bury(failures.letter(reason));
                return;
            }
            LOG.debug("Event {} was not delivered, attempt {}: {}", event.id(), attempt, reason);
            // What is known to be sent does not wait with it.
            mark(event.aggregate().tag(), before);
            pause(attempt);
        }
    }

    /** Of one event, those that count against it. */
    private final class Failures {
        private final Event event;
        private int count;
        private long firstMillis;
        private long firstNanos;

        Failures(Event event) {
            this.event = event;
        }

        String count(String reason) {
            count++;
            if (count == 1) {
                firstMillis = options.time().wallMillis();
                firstNanos = options.time().nanos();
            }
            return reason;
        }

        boolean areTooMany() {
            return count >= options.maxAttempts()
                    && options.time().nanos() - firstNanos >= options.patience().toNanos();
        }

        DeadLetter letter(String reason) {
            long now = options.time().wallMillis();
            return new DeadLetter(
                    event,
                    reason,
                    Math.max(1, count),
                    Instant.ofEpochMilli(count == 0 ? now : firstMillis),
                    Instant.ofEpochMilli(now));
        }
    }

    private void bury(DeadLetter letter) throws InterruptedException {
        insist("keep dead letter " + letter.event().id(), () -> deadLetters.add(letter));
        dead.increment();
        LOG.warn(
                "Event {} is a dead letter after {} attempts; replay it when its reason is gone: {}",
                letter.event().id(),
                letter.attempts(),
                letter.reason());
    }

    /** Until it is done: the store will answer again, a full tag will be emptied. What is done here may be done twice. */
    private void insist(String what, Runnable write) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                write.run();
                return;
            } catch (DamagedEvent e) {
                throw e;
            } catch (RuntimeException e) {
                // Once per outage, not at each attempt.
                LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG).log("{}: tries again: {}", what, e.getMessage());
            }
            pause(failures);
        }
    }

    private void pause(int failures) throws InterruptedException {
        options.time().sleep(options.backoff().nanos(failures, options.random()));
    }
}

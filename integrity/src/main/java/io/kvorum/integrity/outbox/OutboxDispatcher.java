package io.kvorum.integrity.outbox;

import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.OutboxEntries;
import io.kvorum.integrity.tag.TagContents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a bucket and relays the outbox of each aggregate that has one: each by one thread at a time, many at once. When {@code maxBusy}
 * aggregates are being relayed it takes no more changes from the feed until one is done; the outboxes keep what waits. A change is
 * acknowledged once its events are relayed, so nothing is lost with the process. To be closed.
 */
public final class OutboxDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxDispatcher.class);

    private final TagDispatcher dispatcher;

    /**
     * Begins to relay.
     *
     * @param feed to be closed by this dispatcher
     * @param maxBusy so many aggregates are relayed at once, at most; at least 1
     */
    public OutboxDispatcher(TagFeed feed, OutboxRelay relay, int maxBusy) {
        this.dispatcher = new TagDispatcher("outbox", feed, new Relaying(relay), maxBusy);
    }

    /** The events of an outbox, from the one behind the last that was relayed. */
    private record Relaying(OutboxRelay relay) implements TagWork {
        @Override
        public boolean isWaiting(TagContents contents) {
            return !contents.startingWith(OutboxEntries.PREFIX).isEmpty();
        }

        @Override
        public long work(TagContents contents, long settledThrough) throws InterruptedException {
            try {
                return relay.relay(contents, settledThrough);
            } catch (DamagedEvent e) {
                LOG.error("The outbox of {} stops at an entry that is no event: {}", contents.tag(), e.getMessage());
                return settledThrough;
            }
        }
    }

    /** How many aggregates are being relayed now. */
    public int busy() {
        return dispatcher.busy();
    }

    /** Ends what is under way, and closes the feed. What was not acknowledged comes again to whoever follows next. */
    @Override
    public void close() {
        dispatcher.close();
    }
}

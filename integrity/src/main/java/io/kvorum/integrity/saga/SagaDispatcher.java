package io.kvorum.integrity.saga;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.outbox.TagDispatcher;
import io.kvorum.integrity.outbox.TagFeed;
import io.kvorum.integrity.outbox.TagWork;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows the bucket of sagas, and sees each to its end: it runs those that nobody runs, and waits for those that somebody does, to take them over
 * if that one is not heard of any more. A change is acknowledged once its saga is over, so whoever follows after a crash finds all that are
 * not. When {@code maxBusy} sagas are under way it takes no more changes until one is over. To be closed.
 */
public final class SagaDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SagaDispatcher.class);

    private final TagDispatcher dispatcher;

    /**
     * Begins to run sagas.
     *
     * @param feed of the bucket of the sagas; to be closed by this dispatcher. Tags of other types are passed
     * @param maxBusy so many sagas are under way at once, at most; at least 1. One whose participant does not answer is under way
     */
    public SagaDispatcher(TagFeed feed, Sagas<?> sagas, int maxBusy) {
        this.dispatcher = new TagDispatcher("sagas", feed, new Running(sagas), maxBusy);
    }

    private record Running(Sagas<?> sagas) implements TagWork {
        @Override
        public boolean isWaiting(TagContents contents) {
            try {
                return contents.tag().startsWith(sagas.type().name() + "-") && Sagas.isUnfinished(contents);
            } catch (IllegalStateException e) {
                LOG.error("{} is not run: {}", contents.tag(), e.getMessage());
                return false;
            }
        }

        @Override
        public long work(TagContents contents, long before) throws InterruptedException {
            SagaRun<?> run = sagas.newRun(AggregateId.ofTag(contents.tag()));
            for (int failures = 0; ; ) {
                try {
                    SagaRecord record = run.run();
                    if (SagaRecords.isOver(record)) {
                        return 0;
                    }
                    failures = 0;
                    waitUntil(record.getUntilMillis());
                } catch (KvorumException | TagFull e) {
                    failures++;
                    // Once per outage, not at each attempt.
                    LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
                            .log("{} cannot be advanced: tries again: {}", contents.tag(), e.getMessage());
                    SagaOptions options = sagas.options();
                    options.time().sleep(options.backoff().nanos(failures, options.random()));
                }
            }
        }

        /** Somebody else's time; who is faster is held up for no longer than that. */
        private void waitUntil(long clusterMillis) throws InterruptedException {
            long left = clusterMillis - sagas.clusterMillis();
            sagas.options().time().sleep(TimeUnit.MILLISECONDS.toNanos(Math.max(1, left)));
        }
    }

    /** How many sagas are under way now. */
    public int busy() {
        return dispatcher.busy();
    }

    /** Ends what is under way, and closes the feed. What is not over comes again to whoever follows next. */
    @Override
    public void close() {
        dispatcher.close();
    }
}

package io.kvorum.harness.drill;

import io.kvorum.client.CounterBucket;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Reading;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.Written;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Does to a counter what was invoked, and says how it ended: no more than the client was told, in the end. */
final class CounterCalls {
    /** Each as long as the deadline of an operation. */
    private static final int MOST_ATTEMPTS = 20;

    private final CounterBucket<String> bucket;
    private final SplittableRandom random;
    private final AtomicLong sentTwice;

    /** @param sentTwice counts increments that were sent again although they had been acknowledged */
    CounterCalls(CounterBucket<String> bucket, long seed, AtomicLong sentTwice) {
        this.bucket = bucket;
        this.random = new SplittableRandom(seed);
        this.sentTwice = sentTwice;
    }

    Ended call(Invocation invocation, LongSupplier clock) {
        try {
            if (invocation.action() == Action.GET) {
                Reading<Long> found = bucket.get(invocation.key());
                return Ended.definite(invocation.applied(clock.getAsLong(), new Answer.Total(found.value())));
            }
            Written written = increment(invocation.key(), invocation.request().delta());
            return Ended.definite(Ended.named(invocation.applied(clock.getAsLong()), written.writeId()));
        } catch (RuntimeException e) {
            return Ended.failed(invocation, e, clock.getAsLong());
        }
    }

    private Written increment(String key, long delta) {
        UnfinishedUpdate update = bucket.prepare(key, delta);
        Written written = untilKnown(update);
        if (random.nextInt(3) == 0) {
            // The answer is lost; the next one must tell of the same increment. It is known to count, whatever becomes
            // of that.
            sentTwice.incrementAndGet();
            try {
                return untilKnown(update);
            } catch (KvorumException e) {
                return written;
            }
        }
        return written;
    }

    private Written untilKnown(UnfinishedUpdate update) {
        KvorumException last;
        int attempts = 0;
        do {
            try {
                return bucket.resend(update);
            } catch (OutcomeUnknown unknown) {
                last = unknown;
            } catch (KvorumException failure) {
                if (failure.outcome() != Outcome.NOT_APPLIED || attempts == 0) {
                    throw failure;
                }
                last = failure;
            }
        } while (++attempts < MOST_ATTEMPTS && last.retryable());
        throw last;
    }
}

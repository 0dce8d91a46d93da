package io.kvorum.client.feed;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A {@link Feed} as a reactive stream: a subscriber is given as many events as it has asked for, in the client's executor for
 * callbacks, and never two at a time. Each subscriber follows the bucket by itself, from the same positions. It never
 * completes by itself; it ends with an error when its feed has failed, or when an event cannot be decoded.
 *
 * <p>To go on after a restart a subscriber acknowledges through {@link Subscription}, which it is given.
 */
public final class FeedPublisher<K, V> implements Flow.Publisher<FeedEvent<K, V>> {
    private final Supplier<Feed<K, V>> feeds;
    private final Executor executor;

    /** See {@link io.kvorum.client.Bucket#feedPublisher}. */
    public FeedPublisher(Supplier<Feed<K, V>> feeds, Executor executor) {
        this.feeds = feeds;
        this.executor = executor;
    }

    /** What subscribers are given. */
    public interface Subscription<K, V> extends Flow.Subscription {
        /** As {@link Feed#acknowledge}. */
        void acknowledge(FeedEvent<K, V> event);

        /** As {@link Feed#acknowledged}. */
        FeedPositions acknowledged();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super FeedEvent<K, V>> subscriber) {
        Objects.requireNonNull(subscriber);
        Delivery<K, V> delivery = new Delivery<>(feeds.get(), subscriber, executor);
        subscriber.onSubscribe(delivery);
        delivery.feed.whenAvailable(delivery::wake);
        delivery.begin();
    }

    private static final class Delivery<K, V> implements Subscription<K, V> {
        private final Feed<K, V> feed;
        private final Flow.Subscriber<? super FeedEvent<K, V>> subscriber;
        private final Executor executor;
        private final AtomicLong demand = new AtomicLong();
        /** How often it was woken since the present run began; 0 while none runs. */
        private final AtomicInteger woken = new AtomicInteger(1);

        private volatile boolean over;
        private volatile boolean badRequest;

        Delivery(Feed<K, V> feed, Flow.Subscriber<? super FeedEvent<K, V>> subscriber, Executor executor) {
            this.feed = feed;
            this.subscriber = subscriber;
            this.executor = executor;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                badRequest = true;
            } else {
                demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
            }
            wake();
        }

        @Override
        public void cancel() {
            over = true;
            feed.close();
        }

        @Override
        public void acknowledge(FeedEvent<K, V> event) {
            feed.acknowledge(event);
        }

        @Override
        public FeedPositions acknowledged() {
            return feed.acknowledged();
        }

        /** Nothing is delivered before: the subscriber is still being told that it has subscribed. */
        void begin() {
            executor.execute(this::deliver);
        }

        void wake() {
            if (woken.getAndIncrement() == 0) {
                executor.execute(this::deliver);
            }
        }

        private void deliver() {
            int seen;
            do {
                seen = woken.get();
                deliverWhatIsWanted();
            } while (!woken.compareAndSet(seen, 0));
        }

        private void deliverWhatIsWanted() {
            try {
                if (badRequest && !over) {
                    throw new IllegalArgumentException("a subscriber asks for at least one event");
                }
                while (!over && demand.get() > 0) {
                    Optional<FeedEvent<K, V>> event = feed.poll();
                    if (event.isEmpty()) {
                        return;
                    }
                    demand.decrementAndGet();
                    subscriber.onNext(event.get());
                }
            } catch (RuntimeException e) {
                end(e);
            }
        }

        private void end(RuntimeException why) {
            if (!over) {
                cancel();
                subscriber.onError(why);
            }
        }
    }
}

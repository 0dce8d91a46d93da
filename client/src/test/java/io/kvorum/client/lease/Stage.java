package io.kvorum.client.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * Actors that wait as threads do, run one at a time in the order of one simulated real time: a seed gives one schedule. Each actor's clock has
 * a rate and an offset of its own.
 */
final class Stage implements AutoCloseable {
    final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Semaphore director = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile long now;
    private long count;
    private Throwable failure = new NoFailure();

    private record Event(long at, long number, Runnable work) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    /** What an actor does. */
    interface Script {
        void run(Actor actor) throws InterruptedException;
    }

    /** The play is over. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class NoFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Stage(long seed) {
        random = new Random(seed);
    }

    void at(long realNanos, Runnable work) {
        events.add(new Event(realNanos, count++, work));
    }

    long now() {
        return now;
    }

    /** A process with a clock. */
    final class Actor implements LeaseTime {
        private final double rate;
        private final long offset = random.nextLong();
        private final Semaphore turn = new Semaphore(0);

        private Actor(double rate) {
            this.rate = rate;
        }

        @Override
        public long nanos() {
            return offset + (long) (now * rate);
        }

        @Override
        public void sleep(long nanos) {
            pause((long) (nanos / rate) + 1);
        }

        /** Of real time; others go on meanwhile. */
        void pause(long realNanos) {
            at(now + realNanos, this::resume);
            director.release();
            turn.acquireUninterruptibly();
            if (Thread.currentThread().isInterrupted()) {
                throw new Ended();
            }
        }

        private void resume() {
            turn.release();
            director.acquireUninterruptibly();
        }

        @Override
        public Runnable schedule(long delayNanos, Runnable task) {
            // Only the notice of a loss, which nobody here waits for.
            return () -> {};
        }
    }

    Actor actor(double rate, Script script) {
        Actor actor = new Actor(rate);
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            actor.turn.acquireUninterruptibly();
            try {
                if (!Thread.currentThread().isInterrupted()) {
                    script.run(actor);
                }
            } catch (Ended e) {
                return;
            } catch (InterruptedException | RuntimeException | AssertionError e) {
                failure = e;
            }
            director.release();
        });
        threads.add(thread);
        at(random.nextInt(1_000_000), () -> {
            thread.start();
            actor.resume();
        });
        return actor;
    }

    /** @param check after each event */
    void play(long realNanos, Runnable check) {
        while (!events.isEmpty() && events.peek().at() <= realNanos) {
            Event event = events.poll();
            now = event.at();
            event.work().run();
            if (!(failure instanceof NoFailure)) {
                throw new AssertionError("an actor failed", failure);
            }
            check.run();
        }
    }

    @Override
    public void close() {
        for (Thread thread : threads) {
            thread.interrupt();
        }
        events.clear();
    }
}

package io.kvorum.harness.drill;

import io.kvorum.crdt.clock.Dot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;

/**
 * Time to consistency: of the writes that are acknowledged while a fault lasts, some are remembered; once it is healed their
 * replicas are asked again and again until each has all of them. A fault that begins before ends the waiting. Clients may call it
 * from many threads, and never wait.
 */
final class HealWatch implements FaultWatch {
    private static final int REMEMBERED = 40;
    private static final long POLL_MS = 10;

    /** Is told of writes that were acknowledged while a fault lasted. */
    interface Listener {
        /** It is healed, and there are some that are looked for. */
        void followed(int fault);

        /** Each replica has all of them. */
        void allConsistent(int fault);
    }

    private record Acknowledged(String key, Dot dot) {}

    private final BiPredicate<String, Dot> everywhere;
    private final Listener listener;
    private final Random random;
    private final List<Acknowledged> sample = new ArrayList<>();
    private long offered;
    private boolean lasts;
    private volatile int watched;

    /**
     * @param everywhere whether each replica of a key has this write; may take its time
     * @param listener is told when
     */
    HealWatch(BiPredicate<String, Dot> everywhere, Listener listener, long seed) {
        this.everywhere = everywhere;
        this.listener = listener;
        this.random = new Random(seed);
    }

    /** A write was acknowledged: of all of a fault, each has the same chance to be remembered. */
    synchronized void acknowledged(String key, Dot dot) {
        if (!lasts) {
            return;
        }
        offered++;
        if (sample.size() < REMEMBERED) {
            sample.add(new Acknowledged(key, dot));
        } else if (random.nextLong(offered) < REMEMBERED) {
            sample.set(random.nextInt(REMEMBERED), new Acknowledged(key, dot));
        }
    }

    @Override
    public synchronized void faultBegins(int number) {
        watched = number;
        sample.clear();
        offered = 0;
        lasts = true;
    }

    @Override
    public synchronized void faultHealed(int number) {
        lasts = false;
        List<Acknowledged> open = new ArrayList<>(sample);
        if (!open.isEmpty()) {
            listener.followed(number);
            Thread.ofVirtual().name("heal-" + number).start(() -> follow(number, open));
        }
    }

    private void follow(int number, List<Acknowledged> open) {
        try {
            while (watched == number) {
                open.removeIf(write -> watched != number || everywhere.test(write.key(), write.dot()));
                if (open.isEmpty()) {
                    if (watched == number) {
                        listener.allConsistent(number);
                    }
                    return;
                }
                Thread.sleep(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows nothing any more. */
    void end() {
        watched = 0;
    }
}

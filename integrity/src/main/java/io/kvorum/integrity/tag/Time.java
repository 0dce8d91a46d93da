package io.kvorum.integrity.tag;

import java.util.concurrent.TimeUnit;

/** Time as the toolkit needs it; tests have one of their own. Safe for use by many threads. */
public interface Time {
    /** Wall time; milliseconds since 1970. It may be wrong, and jump: nothing that must be right depends on it. */
    long wallMillis();

    /** Monotonic, of this process: differences count, as for {@link System#nanoTime()}. */
    long nanos();

    void sleep(long nanos) throws InterruptedException;

    /** Of this machine. */
    static Time system() {
        return new Time() {
            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };
    }
}

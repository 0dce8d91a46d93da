package io.kvorum.node.shard;

/** Waiting for threads to end. */
final class Threads {
    private Threads() {}

    /** Waits until the thread has ended, also when the waiting thread is interrupted; then it stays interrupted. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread != Thread.currentThread()) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

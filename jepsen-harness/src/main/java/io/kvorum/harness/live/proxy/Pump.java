package io.kvorum.harness.live.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Carries the bytes of one direction of one connection. Two threads: one reads and stamps, one waits at the gate and writes;
 * so a slow link delays bytes and does not lower its throughput, until the queue between them is full.
 */
final class Pump {
    private static final int CHUNK_BYTES = 32 << 10;
    private static final int QUEUED_CHUNKS = 128;

    private record Chunk(byte[] bytes, long readAtNanos) {}

    private static final Chunk END = new Chunk(new byte[0], 0);

    private final LinkGate gate;
    private final InputStream in;
    private final OutputStream out;
    private final Runnable onEnd;
    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED_CHUNKS);

    /** @param onEnd called, possibly twice, when the direction has ended or failed */
    Pump(LinkGate gate, InputStream in, OutputStream out, Runnable onEnd) {
        this.gate = gate;
        this.in = in;
        this.out = out;
        this.onEnd = onEnd;
    }

    /** @return the writing thread; interrupting it ends the pump */
    Thread start(String name) {
        Thread writer = Thread.ofVirtual().name(name + "-write").start(this::write);
        Thread.ofVirtual().name(name + "-read").start(() -> read(writer));
        return writer;
    }

    private void read(Thread writer) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            int count = in.read(buffer);
            while (count >= 0 && writer.isAlive()) {
                queue.put(new Chunk(java.util.Arrays.copyOf(buffer, count), System.nanoTime()));
                count = in.read(buffer);
            }
            queue.put(END);
        } catch (IOException e) {
            onEnd.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            Chunk chunk = queue.take();
            while (chunk != END
                    && gate.pass(
                            chunk.readAtNanos(), ThreadLocalRandom.current().nextDouble())) {
                out.write(chunk.bytes());
                chunk = queue.take();
            }
        } catch (IOException e) {
            // The other side has gone: so does this one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            onEnd.run();
        }
    }
}

package io.kvorum.node.shard;

import io.kvorum.node.config.EdgeLimits;
import io.kvorum.replication.core.Event;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a shard. Clients' requests and peers' messages are bounded, each by number and both together by bytes; the
 * node's own few events are not. Filled by any thread, emptied by the shard's.
 */
final class Inbox {
    /** What an item takes beside its bytes: it is decoded into objects, and the smallest messages have the most of them. */
    private static final int ITEM_BYTES = 512;

    private final Queue<Event> events = new MpscUnboundedArrayQueue<>(256);
    private final Queue<PeerDelivery> messages;
    private final Queue<ClientCall> calls;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final long maxBytes;
    private volatile @Nullable Thread owner;

    Inbox(EdgeLimits limits) {
        messages = new MpscArrayQueue<>(limits.inboxPeerMessages());
        calls = new MpscArrayQueue<>(limits.inboxClientRequests());
        maxBytes = limits.inboxBytes();
    }

    void ownedBy(Thread thread) {
        owner = thread;
    }

    void offer(Event event) {
        events.add(event);
        wake();
    }

    /** @return false if the inbox is full */
    boolean offer(PeerDelivery delivery) {
        return offer(messages, delivery, delivery.bytes() + ITEM_BYTES);
    }

    /** @return false if the inbox is full */
    boolean offer(ClientCall call) {
        return offer(calls, call, call.bytes() + ITEM_BYTES);
    }

    private <T> boolean offer(Queue<T> queue, T item, int size) {
        if (bytes.addAndGet(size) > maxBytes || !queue.offer(item)) {
            bytes.addAndGet(-size);
            return false;
        }
        wake();
        return true;
    }

    @Nullable
    Event pollEvent() {
        return events.poll();
    }

    @Nullable
    PeerDelivery pollMessage() {
        PeerDelivery delivery = messages.poll();
        if (delivery != null) {
            bytes.addAndGet(-delivery.bytes() - ITEM_BYTES);
        }
        return delivery;
    }

    @Nullable
    ClientCall pollCall() {
        ClientCall call = calls.poll();
        if (call != null) {
            bytes.addAndGet(-call.bytes() - ITEM_BYTES);
        }
        return call;
    }

    int waitingMessages() {
        return messages.size();
    }

    int waitingCalls() {
        return calls.size();
    }

    /** Makes {@link #sleep} return, or the next call of it. */
    void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(owner);
        }
    }

    /** Waits until something was offered, {@link #wake} is called or the time is over; may return early. */
    void sleep(long nanos, SleepCheck stillIdle) {
        asleep.set(true);
        // What was offered before the line above did not wake us: look again.
        if (events.isEmpty() && messages.isEmpty() && calls.isEmpty() && stillIdle.isIdle()) {
            LockSupport.parkNanos(this, nanos);
        }
        asleep.set(false);
    }

    /** Whether there is nothing to do that did not come through the queues. */
    interface SleepCheck {
        boolean isIdle();
    }
}

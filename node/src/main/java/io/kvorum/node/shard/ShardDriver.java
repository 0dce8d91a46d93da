package io.kvorum.node.shard;

import io.kvorum.node.config.EdgeLimits;
import io.kvorum.node.storage.RocksStorage;
import io.kvorum.replication.core.Core;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.util.Optional;

/**
 * One shard's thread: drain the inbox, step each event, commit one batch, ask for its fsync, release what earlier fsyncs made
 * durable.
 *
 * <p>A step that throws is a bug or a damaged disk: the batch is dropped, what was held never leaves, and the node stops.
 */
public final class ShardDriver {
    private static final int EVENTS_PER_DRAIN = 256;
    /** Beyond it the shard goes on stepping, and commits when an fsync is done. */
    private static final int MAX_BATCHES_IN_FLIGHT = 3;

    private static final long LONGEST_SLEEP_NANOS = 1_000_000_000;

    /** The numbers of a shard: its own, how many there are, its node's, and the epoch at the start. */
    public record Place(int node, int shard, int shards, long epoch) {}

    private final Place place;
    private final Core core;
    private final RocksStorage storage;
    private final WalSyncer syncer;
    private final ShardServices services;
    private final NodeClock clock;
    private final ShardMeter meter;
    private final long batchBytes;
    private final Inbox inbox;
    private final TimerHeap timers = new TimerHeap();
    private final Outbox outbox;
    private final Thread thread;
    private String doing = "start";
    private long released;
    private volatile boolean stopping;
    private volatile boolean killed;
    private volatile int openCalls;

    public ShardDriver(
            Place place,
            Core core,
            RocksStorage storage,
            WalSyncer syncer,
            ShardServices services,
            EdgeLimits limits,
            Instruments instruments) {
        this.place = place;
        this.core = core;
        this.storage = storage;
        this.syncer = syncer;
        this.services = services;
        this.clock = instruments.clock;
        this.meter = instruments.meter;
        this.batchBytes = limits.batchBytes();
        this.inbox = new Inbox(limits);
        this.outbox = new Outbox(place.node, place.shard, place.shards, services, timers);
        this.outbox.epoch(place.epoch);
        this.thread = new Thread(this::run, "kvorum-shard-" + place.shard);
        this.thread.setDaemon(true);
        this.inbox.ownedBy(thread);
    }

    /** What measures a shard. */
    public record Instruments(NodeClock clock, ShardMeter meter) {}

    public void start() {
        thread.start();
    }

    /** Any thread; never refused. */
    public void tell(Event event) {
        inbox.offer(event);
    }

    /** Any thread. @return false if the inbox is full: the message is dropped */
    public boolean deliver(PeerDelivery delivery) {
        return inbox.offer(delivery);
    }

    /** Any thread. @return false if the inbox is full: the caller answers that this shard is overloaded */
    public boolean call(ClientCall call) {
        return inbox.offer(call);
    }

    /** Any thread: something became durable. */
    public void wake() {
        inbox.wake();
    }

    public int waitingCalls() {
        return inbox.waitingCalls();
    }

    public int waitingMessages() {
        return inbox.waitingMessages();
    }

    /** Requests that the core has not answered yet. */
    public int openCalls() {
        return openCalls;
    }

    /** Ends the thread when everything that was committed is durable and released. */
    public void stop() {
        stopping = true;
        inbox.wake();
        Threads.join(thread);
    }

    /** Ends the thread at once, as a crash does: what was not committed is lost, what is held never leaves. */
    public void kill() {
        abandon();
        Threads.join(thread);
    }

    /** As {@link #kill}, but does not wait for the thread's end. */
    public void abandon() {
        killed = true;
        stopping = true;
        inbox.wake();
    }

    private void run() {
        try {
            Time now = clock.now();
            outbox.beginStep(now.nanos());
            core.start(now, outbox);
            finishDrain();
            doing = "commit";
            while (!(stopping && isSettled())) {
                if (drain() == 0 && !killed) {
                    sleep();
                }
            }
        } catch (Throwable e) {
            services.failed(doing, e);
        }
    }

    private void sleep() {
        // With a full batch nothing is stepped, timers neither: only an fsync goes on.
        long nanos = isBatchFull()
                ? LONGEST_SLEEP_NANOS
                : timers.nanosToNext(clock.now().nanos(), LONGEST_SLEEP_NANOS);
        if (nanos > 0) {
            inbox.sleep(nanos, this::nothingDurable);
        }
    }

    private boolean isSettled() {
        return killed || (storage.batchesInFlight() == 0 && !storage.isDirty());
    }

    private boolean nothingDurable() {
        return !stopping && syncer.durableBatch(place.shard) == released;
    }

    /** One round. @return how many events were stepped */
    private int drain() {
        long start = System.nanoTime();
        releaseDurable();
        int events = stepEvents();
        events += stepTimers();
        events += stepToSelf();
        events += stepMessages();
        events += stepCalls();
        finishDrain();
        openCalls = outbox.openCalls();
        if (events > 0) {
            meter.drained(events, System.nanoTime() - start);
        }
        return events;
    }

    private void releaseDurable() {
        long durable = syncer.durableBatch(place.shard);
        if (durable > released) {
            released = durable;
            storage.durableUpTo(durable);
            outbox.releaseUpTo(durable);
        }
    }

    private void finishDrain() {
        outbox.releaseReady();
        boolean mayCommit = storage.batchesInFlight() < MAX_BATCHES_IN_FLIGHT;
        if (storage.isDirty() && mayCommit) {
            long bytes = storage.uncommittedBytes();
            long batch = storage.commit();
            outbox.holdUntil(batch);
            syncer.committed(place.shard, batch);
            meter.committed(bytes);
        } else if (!storage.isDirty() && outbox.hasHeld()) {
            // The steps wrote nothing: what they show was written by earlier batches.
            outbox.holdUntil(storage.commit());
            outbox.releaseUpTo(released);
        }
    }

    private boolean isBatchFull() {
        return storage.uncommittedBytes() >= batchBytes;
    }

    private int stepEvents() {
        int count = 0;
        for (Event event = inbox.pollEvent(); event != null; event = inbox.pollEvent()) {
            if (event instanceof Event.TopologyChanged changed) {
                outbox.epoch(changed.topology().epoch());
            }
            step(event);
            count++;
        }
        return count;
    }

    private int stepTimers() {
        int count = 0;
        long now = clock.now().nanos();
        while (count < EVENTS_PER_DRAIN && !isBatchFull()) {
            Timer timer = timers.pollDue(now);
            if (timer == null) {
                break;
            }
            step(new Event.TimerFired(timer));
            count++;
        }
        return count;
    }

    private int stepToSelf() {
        int count = 0;
        while (count < EVENTS_PER_DRAIN && !isBatchFull()) {
            PeerDelivery delivery = outbox.pollToSelf();
            if (delivery == null) {
                break;
            }
            step(new Event.FromPeer(delivery.node(), delivery.epoch(), delivery.message()));
            count++;
        }
        return count;
    }

    private int stepMessages() {
        int count = 0;
        while (count < EVENTS_PER_DRAIN && !isBatchFull()) {
            PeerDelivery delivery = inbox.pollMessage();
            if (delivery == null) {
                break;
            }
            if (!delivery.source().isReplaced()) {
                step(new Event.FromPeer(delivery.node(), delivery.epoch(), delivery.message()));
            }
            count++;
        }
        return count;
    }

    private int stepCalls() {
        int count = 0;
        while (count < EVENTS_PER_DRAIN && !isBatchFull()) {
            ClientCall call = inbox.pollCall();
            if (call == null) {
                break;
            }
            if (call.deadlineNanos() - clock.now().nanos() <= 0) {
                meter.expired();
                call.replyTo()
                        .reply(new ClientReply.Failed(
                                ErrorCode.DEADLINE_EXCEEDED,
                                Outcome.NOT_APPLIED,
                                "the deadline passed while the request waited for its shard",
                                Optional.empty(),
                                0));
            } else {
                step(new Event.FromClient(outbox.open(call), call.request(), call.deadlineNanos()), call.requestId());
            }
            count++;
        }
        return count;
    }

    private void step(Event event) {
        step(event, 0);
    }

    private void step(Event event, long requestId) {
        Time now = clock.now();
        outbox.beginStep(now.nanos());
        try {
            core.step(event, now, outbox);
        } catch (Throwable e) {
            doing = EventDescription.of(event, requestId);
            throw e;
        }
    }
}

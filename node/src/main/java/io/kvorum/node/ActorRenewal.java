package io.kvorum.node;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.directory.DataDirectory;
import io.kvorum.replication.core.Event;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a fresh actor once the directory was found to be an old copy: once, however many peers and shards find it. Thread-safe. */
final class ActorRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(ActorRenewal.class);

    private final DataDirectory directory;
    private final Executor slowWork;
    private final Consumer<Event> shards;
    private final Runnable reconnect;
    private final BiConsumer<String, Throwable> onFailure;

    /**
     * @param slowWork for what waits for the disk
     * @param shards tells all of them
     * @param reconnect called when the fresh actor is durable
     */
    ActorRenewal(
            DataDirectory directory,
            Executor slowWork,
            Consumer<Event> shards,
            Runnable reconnect,
            BiConsumer<String, Throwable> onFailure) {
        this.directory = directory;
        this.slowWork = slowWork;
        this.shards = shards;
        this.reconnect = reconnect;
        this.onFailure = onFailure;
    }

    /** @param old the actor of which it was found: if the node is another one by now, this is old news */
    void renew(Actor old, String reason) {
        if (!directory.actor().equals(old)) {
            // Whoever reports it is told of the fresh one: shards by the event, peers by the new connections.
            LOG.info("Already renewed: old={} actor={} reason={}", old, directory.actor(), reason);
            return;
        }
        // At once, and before any news that came later: taking one waits for the disk.
        shards.accept(new Event.ActorDoubted());
        try {
            slowWork.execute(() -> take(old, reason));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: no fresh actor is taken");
        }
    }

    private void take(Actor old, String reason) {
        try {
            Actor fresh = directory.takeFreshActor(old, reason);
            // Also if another report was faster: this one's doubt may have come after that one's end.
            shards.accept(new Event.ActorTaken(fresh));
            reconnect.run();
        } catch (RuntimeException e) {
            onFailure.accept("taking a fresh actor", e);
        }
    }
}

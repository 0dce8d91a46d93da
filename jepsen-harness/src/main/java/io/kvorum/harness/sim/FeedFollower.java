package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.topology.Bucket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Follows the changes of one partition by the rule of the client library, moves between replicas at will, and now and then
 * dies and goes on from what it had stored. What it has, and what that must be, is for those that extend it.
 */
abstract class FeedFollower {
    private static final long MILLI = 1_000_000;
    private static final int STAYS_PERCENT = 60;
    private static final int STORES_PERCENT = 50;
    private static final int DIES_PERCENT = 5;
    /** Often longer than logs remember. */
    private static final double SLEEPS_PERCENT = 1.5;

    private static final long LONGEST_SLEEP_MILLIS = 8_000;
    /** In a row, before it begins anew at a replica that lacks something. */
    private static final int MAX_BEHIND = 40;

    private static final long TIMEOUT_MILLIS = 400;

    final SimWorld world;
    final Coverage coverage;
    final Bucket bucket;
    private final SimRandom random;
    private final int partition;
    private final List<Integer> replicas;
    private final Set<Integer> tooOld = new TreeSet<>();
    private int replica;
    private long asked;
    private long askedNanos;
    private int behind;
    private boolean following;
    /** Nothing was left when it asked last. */
    private boolean drained;

    FeedFollower(SimWorld world, Coverage coverage, SimRandom random, Bucket bucket, int partition) {
        this.world = world;
        this.coverage = coverage;
        this.random = random;
        this.bucket = bucket;
        this.partition = partition;
        this.replicas = world.topology().replicasOf(partition);
        this.replica = replicas.get(random.below(replicas.size()));
    }

    abstract Bytes position();

    /** Is the position given only to begin again? */
    abstract boolean isAnew();

    abstract void beginAnew();

    /** Keeps what it has for the time after its death. */
    abstract void store();

    /** Goes on from what it kept last. */
    abstract void restore();

    /** @return whether the page showed anything */
    abstract boolean take(FeedPage page);

    /** It was refused; of positions that are too old once all replicas have said so. */
    abstract void count(ErrorCode refusal);

    void start() {
        following = true;
        ask();
    }

    int partition() {
        return partition;
    }

    /** Whom it asked last, or asks next. */
    int replica() {
        return replica;
    }

    /** When it asked last. */
    long askedNanos() {
        return askedNanos;
    }

    /** From now on, until it has asked and got nothing. */
    void drainAnew() {
        drained = false;
    }

    boolean isDrained() {
        return drained;
    }

    void stop() {
        following = false;
    }

    private void ask() {
        if (!following) {
            return;
        }
        if (random.chance(SLEEPS_PERCENT)) {
            world.queue().after(random.between(1_000, LONGEST_SLEEP_MILLIS) * MILLI, this::ask);
            return;
        }
        if (random.chance(DIES_PERCENT)) {
            restore();
            drained = false;
        }
        if (!random.chance(STAYS_PERCENT)) {
            move();
        }
        long number = ++asked;
        askedNanos = world.now();
        ClientRequest.ReadFeed question = new ClientRequest.ReadFeed(
                bucket.name(),
                partition,
                Bytes.EMPTY,
                position(),
                true,
                isAnew(),
                1 + random.below(4),
                random.chance(70) ? random.below(300) : 0,
                behind >= MAX_BEHIND);
        Call.send(world, replica, replica, question, TIMEOUT_MILLIS, random, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                once(number, () -> answered(reply));
            }

            @Override
            public void broken() {
                once(number, FeedFollower.this::later);
            }

            @Override
            public void refused() {
                once(number, FeedFollower.this::later);
            }
        });
        world.queue().after(2 * TIMEOUT_MILLIS * MILLI, () -> once(number, this::later));
    }

    /** The first answer to a question counts, and its timeout only if there was none. */
    private void once(long number, Runnable action) {
        if (number == asked) {
            asked++;
            action.run();
        }
    }

    private void later() {
        move();
        world.queue().after(random.between(5, 40) * MILLI, this::ask);
    }

    private void move() {
        replica = replicas.get(random.below(replicas.size()));
    }

    private void answered(ClientReply reply) {
        switch (reply) {
            case FeedPage page -> {
                behind = 0;
                tooOld.clear();
                drained = !take(page) && !page.more();
                if (random.chance(STORES_PERCENT)) {
                    store();
                }
                world.queue().after(random.between(1, 20) * MILLI, this::ask);
            }
            case ClientReply.Failed failed -> {
                failed(failed.code());
                later();
            }
            default -> world.violate(Violation.Kind.BUG, "", "a feed is answered with " + reply);
        }
    }

    private void failed(ErrorCode code) {
        switch (code) {
            case BEHIND_POSITION -> {
                count(code);
                if (++behind == MAX_BEHIND) {
                    // What it was shown may be lost: what it replaced is told only by a snapshot.
                    beginAnew();
                }
            }
            case POSITION_TOO_OLD -> {
                tooOld.add(replica);
                if (tooOld.containsAll(replicas)) {
                    count(code);
                    tooOld.clear();
                    beginAnew();
                }
            }
            // A node with a new disk has not yet heard of the bucket.
            case UNAVAILABLE, UNKNOWN_BUCKET, NOT_READY, OVERLOADED, DEADLINE_EXCEEDED -> count(code);
            default -> world.violate(Violation.Kind.BUG, "", "a feed is refused as " + code);
        }
    }
}

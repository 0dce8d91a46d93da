package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.feed.FeedWaits.PartitionWaits;
import io.kvorum.replication.feed.FeedWaits.Wait;
import io.kvorum.replication.member.ActorCheck;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest.ReadFeed;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers consumers of changes, at once or when there is something to tell. Of an eventual bucket an answer shows this replica's
 * own rows and clock, and leaves when they are durable; of a strong one it shows registers as they are read then.
 */
public final class Feeds {
    private static final int MAX_CHANGES = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final long RETRY_AFTER_MS = 50;

    private final ShardState shard;
    private final ActorCheck actorCheck;
    private final PositionSeal seal;
    private final RegisterFeed strong;
    private final FeedWaits waits = new FeedWaits();

    public Feeds(
            ShardState shard, ActorCheck actorCheck, Pending pending, RegisterMessages acceptors, Registers registers) {
        this.shard = shard;
        this.actorCheck = actorCheck;
        this.seal = new PositionSeal(shard.config().clusterSecret());
        this.strong = new RegisterFeed(shard, pending, acceptors, registers, seal);
    }

    public void read(ReplyTarget target, ReadFeed question, long deadlineNanos) {
        Optional<Bucket> bucket = shard.topology().bucket(question.bucket());
        if (bucket.isEmpty()) {
            refuse(target, ErrorCode.UNKNOWN_BUCKET, "there is no bucket '" + question.bucket() + "'");
            return;
        }
        if (!bucket.get().hasFeed()) {
            refuse(
                    target,
                    ErrorCode.NO_FEED,
                    "bucket '" + question.bucket()
                            + "' was created without a change feed; that cannot be changed: create"
                            + " another strong bucket with feed=true, and copy");
            return;
        }
        if (!shard.topology().hasPartition(bucket.get(), question.partition())) {
            refuse(
                    target,
                    ErrorCode.BAD_REQUEST,
                    "partition " + question.partition() + " is none of bucket '" + question.bucket() + "'");
            return;
        }
        Optional<PartitionReplica> replica = shard.replica(question.partition());
        if (replica.isEmpty()) {
            refuse(target, ErrorCode.NOT_READY, "this node does not own partition " + question.partition());
            return;
        }
        start(bucket.get(), replica.get(), question)
                .ifPresentOrElse(
                        position -> {
                            if (isGood(target, bucket.get(), replica.get(), question, position)) {
                                serve(target, bucket.get(), replica.get(), question, position, deadlineNanos);
                            }
                        },
                        () -> refuse(
                                target,
                                ErrorCode.BAD_POSITION,
                                "the position was refused: it is forged or damaged, or of another bucket or partition;"
                                        + " begin with a snapshot"));
    }

    private Optional<FeedPosition> start(Bucket bucket, PartitionReplica replica, ReadFeed question) {
        if (!question.position().isEmpty()) {
            return seal.open(shard.topology().clusterId(), bucket.id(), question.partition(), question.position())
                    .map(given -> question.anew() ? anew(bucket, given, replica) : given);
        }
        Bytes cursor = question.snapshot() ? FeedScan.beforeFirst(question.partition()) : Bytes.EMPTY;
        return Optional.of(new FeedPosition(replica.clock(), DotSet.EMPTY, shard.actor(), cursor));
    }

    /** From the beginning, but only at a replica that has all that was shown: else keys would go back in time. */
    private FeedPosition anew(Bucket bucket, FeedPosition given, PartitionReplica replica) {
        if (bucket.isStrong()) {
            // Whatever is shown is read linearizably: no replica shows less than another one has.
            return new FeedPosition(
                    replica.clock(), DotSet.EMPTY, shard.actor(), FeedScan.beforeFirst(replica.partition()));
        }
        return new FeedPosition(
                replica.clock(),
                given.seen().minus(replica.clock()),
                given.servedBy(),
                FeedScan.beforeFirst(replica.partition()));
    }

    private boolean isGood(
            ReplyTarget target, Bucket bucket, PartitionReplica replica, ReadFeed question, FeedPosition position) {
        if (isBehind(bucket, replica, position) && !question.evenIfBehind()) {
            refuse(
                    target,
                    ErrorCode.BEHIND_POSITION,
                    "this replica of partition " + question.partition()
                            + " has not yet got everything that the consumer was shown; ask another one, or again in a"
                            + " moment");
            return false;
        }
        DotSet missing = replica.clock().minus(position.dots());
        if (!shard.makes(PlantedBug.FEED_IGNORES_FORGOTTEN_ENTRIES)
                && !LogReach.covers(replica, bucket.id(), missing)) {
            refuse(
                    target,
                    ErrorCode.POSITION_TOO_OLD,
                    "the log of this replica of partition " + question.partition()
                            + " does not reach back to the position any more; ask another one, or begin with a"
                            + " snapshot");
            return false;
        }
        return true;
    }

    private void refuseDamaged(ReplyTarget target, ReadFeed question) {
        refuse(
                target,
                ErrorCode.NOT_READY,
                "a row of this replica of partition " + question.partition()
                        + " is damaged and waits to be replaced; ask another replica. If all have lost it: kvctl"
                        + " repair damaged");
    }

    private boolean isBehind(Bucket bucket, PartitionReplica replica, FeedPosition position) {
        if (bucket.isStrong() && !position.isInSnapshot()) {
            // Whoever serves, registers are read as they are.
            return false;
        }
        // An old copy that has not yet been recognised as one goes by the actor that has shown more.
        boolean isOwn = position.servedBy().equals(shard.actor()) && actorCheck.mayMint(replica.partition());
        return !shard.makes(PlantedBug.FEED_SERVED_BY_LAGGARDS)
                && !isOwn
                && !replica.clock().containsAll(position.seen());
    }

    private void serve(
            ReplyTarget target,
            Bucket bucket,
            PartitionReplica replica,
            ReadFeed question,
            FeedPosition given,
            long deadlineNanos) {
        boolean behind = isBehind(bucket, replica, given);
        DotSet clock = replica.clock();
        // What is not here would never be covered if it is lost, and is shown once more if it comes.
        FeedPosition position = behind
                ? new FeedPosition(
                        given.dots().minus(given.dots().minus(clock)), DotSet.EMPTY, shard.actor(), given.cursor())
                : given;
        boolean mayWait = !position.isInSnapshot() && !behind && question.waitMillis() > 0;
        Wait asked = new Wait(target, question, position, deadlineNanos);
        Optional<FeedPosition> nothingUntil = bucket.isStrong()
                ? serveStrong(asked, bucket, replica, behind, mayWait)
                : serveEventual(asked, bucket, replica, behind, mayWait);
        nothingUntil.ifPresent(until -> await(new Wait(target, question, until, deadlineNanos), clock));
    }

    /** @return up to where there is nothing to tell, if it may wait; else it is answered */
    private Optional<FeedPosition> serveEventual(
            Wait asked, Bucket bucket, PartitionReplica replica, boolean behind, boolean mayWait) {
        ReadFeed question = asked.question();
        int limit = limitOf(question);
        FeedScan scan = new FeedScan(replica, shard.config(), bucket.id(), question.prefix(), shard.actor());
        boolean snapshot = asked.position().isInSnapshot();
        FeedScan.Page page = snapshot
                ? scan.changesAndSnapshot(asked.position(), limit, shard.nextRequest())
                : scan.changes(asked.position(), limit, shard.nextRequest());
        if (scan.isBlocked()) {
            refuseDamaged(asked.target(), question);
            return Optional.empty();
        }
        if (mayWait && page.changes().isEmpty() && !page.more() && page.whole()) {
            return Optional.of(page.position());
        }
        reply(asked.target(), bucket, question, page, snapshot, behind);
        return Optional.empty();
    }

    /** As {@link #serveEventual}; the answer comes when the registers are read. */
    private Optional<FeedPosition> serveStrong(
            Wait asked, Bucket bucket, PartitionReplica replica, boolean behind, boolean mayWait) {
        int limit = limitOf(asked.question());
        RegisterScan scan = strong.scan(bucket, replica, asked.question());
        boolean snapshot = asked.position().isInSnapshot();
        RegisterScan.Page page = snapshot
                ? scan.changesAndSnapshot(asked.position(), limit, shard.nextRequest())
                : scan.changes(asked.position(), limit, shard.nextRequest());
        if (scan.isBlocked()) {
            refuseDamaged(asked.target(), asked.question());
            return Optional.empty();
        }
        if (mayWait && page.registers().isEmpty() && !page.more()) {
            return Optional.of(page.position());
        }
        strong.answer(
                new RegisterFeed.Asked(asked.target(), asked.question(), bucket.id(), snapshot, behind),
                page,
                asked.deadlineNanos());
        return Optional.empty();
    }

    private void await(Wait wait, DotSet clock) {
        if (waits.size() >= shard.limits().maxFeedWaits()) {
            shard.reply(
                    wait.target(),
                    new ClientReply.Failed(
                            ErrorCode.OVERLOADED,
                            Outcome.NOT_APPLIED,
                            "too many consumers wait for changes here (max-feed-waits); ask another node, or again"
                                    + " later",
                            Optional.empty(),
                            RETRY_AFTER_MS),
                    Hold.NONE);
            return;
        }
        long number = shard.nextRequest();
        waits.add(number, wait, clock);
        shard.meter().feedWaits(waits.size());
        long nanos = Math.min(
                Duration.ofMillis(Math.min(wait.question().waitMillis(), LONGEST_WAIT.toMillis()))
                        .toNanos(),
                // Before the deadline: an answer that comes too late is none.
                (wait.deadlineNanos() - shard.now().nanos()) / 4 * 3);
        shard.timer(Duration.ofNanos(Math.max(0, nanos)), new Timer.FeedWait(number));
    }

    private void reply(
            ReplyTarget target,
            Bucket bucket,
            ReadFeed question,
            FeedScan.Page page,
            boolean snapshot,
            boolean behind) {
        Bytes position = seal.seal(shard.topology().clusterId(), bucket.id(), question.partition(), page.position());
        boolean snapshotEnds = snapshot && !page.more();
        long asOf = page.more() || snapshot || !page.whole()
                ? 0
                : shard.replica(question.partition())
                        .map(PartitionReplica::asOfMillis)
                        .orElse(0L);
        shard.reply(
                target,
                new ClientReply.FeedPage(
                        page.changes(),
                        List.of(),
                        position,
                        snapshot,
                        snapshotEnds,
                        page.more() || snapshotEnds,
                        behind,
                        asOf),
                Hold.UNTIL_DURABLE);
    }

    /** At the end of each step: tells those that wait for what it has changed. */
    public void afterStep() {
        for (PartitionWaits partition : waits.partitions()) {
            Optional<PartitionReplica> replica = shard.replica(partition.number());
            if (replica.isPresent() && partition.isNews(replica.get().clock())) {
                for (long number : partition.waiting()) {
                    lookAgain(number, replica.get());
                }
            }
        }
        waits.dropEmpty();
    }

    private void lookAgain(long number, PartitionReplica replica) {
        Wait wait = waits.get(number);
        Optional<Bucket> bucket = shard.topology().bucket(wait.question().bucket());
        if (bucket.isEmpty()) {
            onTimeout(number);
            return;
        }
        // Dots may have come without their log entries.
        if (!isGood(wait.target(), bucket.get(), replica, wait.question(), wait.position())) {
            forget(number);
            return;
        }
        Optional<FeedPosition> nothingUntil = bucket.get().isStrong()
                ? serveStrong(wait, bucket.get(), replica, false, true)
                : serveEventual(wait, bucket.get(), replica, false, true);
        nothingUntil.ifPresentOrElse(until -> waits.moved(number, until), () -> forget(number));
    }

    private static int limitOf(ReadFeed question) {
        return Math.max(1, Math.min(question.limit(), MAX_CHANGES));
    }

    private void forget(long number) {
        waits.remove(number);
        shard.meter().feedWaits(waits.size());
    }

    /** Answers with an empty page, or says what has become of the bucket or the partition. */
    public void onTimeout(long number) {
        if (!waits.has(number)) {
            return;
        }
        Wait wait = waits.get(number);
        forget(number);
        Optional<Bucket> bucket = shard.topology().bucket(wait.question().bucket());
        if (bucket.isEmpty()) {
            refuse(
                    wait.target(),
                    ErrorCode.UNKNOWN_BUCKET,
                    "bucket '" + wait.question().bucket() + "' was dropped");
        } else if (bucket.get().isStrong()) {
            strong.nothing(
                    new RegisterFeed.Asked(
                            wait.target(), wait.question(), bucket.get().id(), false, false),
                    wait.position());
        } else {
            reply(
                    wait.target(),
                    bucket.get(),
                    wait.question(),
                    new FeedScan.Page(List.of(), wait.position(), false, true),
                    false,
                    false);
        }
    }

    private void refuse(ReplyTarget target, ErrorCode code, String message) {
        shard.reply(
                target,
                new ClientReply.Failed(code, Outcome.NOT_APPLIED, message, Optional.empty(), RETRY_AFTER_MS),
                Hold.NONE);
    }
}

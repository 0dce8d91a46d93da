package io.kvorum.replication.feed;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.RegisterChange;
import io.kvorum.replication.request.ClientReply.RegisterEntry;
import io.kvorum.replication.request.ClientRequest.ReadFeed;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of strong buckets: the markers say which registers there is something to tell of, and a linearizable read says what. Only what
 * is decided is shown, and the position moves only past what was shown.
 */
final class RegisterFeed {
    private static final long RETRY_AFTER_MS = 50;

    private final ShardState shard;
    private final Pending pending;
    private final RegisterMessages acceptors;
    private final Registers registers;
    private final PositionSeal seal;

    RegisterFeed(
            ShardState shard, Pending pending, RegisterMessages acceptors, Registers registers, PositionSeal seal) {
        this.shard = shard;
        this.pending = pending;
        this.acceptors = acceptors;
        this.registers = registers;
        this.seal = seal;
    }

    /** What is asked for, and by whom. @param behind as in {@link ClientReply.FeedPage} */
    record Asked(ReplyTarget target, ReadFeed question, int bucket, boolean snapshot, boolean behind) {}

    RegisterScan scan(Bucket bucket, PartitionReplica replica, ReadFeed question) {
        return new RegisterScan(replica, bucket.id(), question.prefix(), shard.actor());
    }

    /** Reads the registers of the page, and answers. */
    void answer(Asked asked, RegisterScan.Page page, long deadlineNanos) {
        if (pending.isFull()) {
            fail(asked, ErrorCode.OVERLOADED, "this node has too many requests in flight; ask again later");
            return;
        }
        // An answer that comes after the deadline is none.
        long until = shard.now().nanos() + (deadlineNanos - shard.now().nanos()) / 4 * 3;
        new RegisterReads(
                        shard,
                        pending,
                        asked.question().partition(),
                        page.registers().stream()
                                .map(RegisterScan.Found::register)
                                .toList(),
                        until,
                        values -> show(asked, page, values))
                .start(registers, acceptors);
    }

    private void show(Asked asked, RegisterScan.Page page, List<RegisterValue> values) {
        if (shard.topology().isDropped(asked.bucket())) {
            fail(asked, ErrorCode.UNKNOWN_BUCKET, "bucket '" + asked.question().bucket() + "' was dropped");
            return;
        }
        boolean all = values.size() == page.registers().size();
        if (values.isEmpty() && !all) {
            fail(
                    asked,
                    ErrorCode.UNAVAILABLE,
                    "what has changed in partition " + asked.question().partition()
                            + " cannot be read: a majority of its replicas has to answer; ask again, here or elsewhere,"
                            + " from the same position");
            return;
        }
        List<RegisterChange> changes = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            RegisterScan.Found found = page.registers().get(i);
            RegisterChange change = change(
                    found.register().key(), values.get(i), asked.question().prefix());
            if (!found.inSnapshot() || !change.entries().isEmpty()) {
                changes.add(change);
            }
        }
        FeedPosition position = all
                ? page.position()
                : page.registers().get(values.size()).before().get();
        reply(asked, changes, position, page.more() || !all);
    }

    private static RegisterChange change(Bytes name, RegisterValue value, Bytes prefix) {
        List<RegisterEntry> entries = new ArrayList<>();
        value.entries().forEach((key, entry) -> {
            if (key.startsWith(prefix)) {
                entries.add(new RegisterEntry(key, entry.version(), Optional.of(entry.value())));
            }
        });
        return new RegisterChange(
                Tags.registerPlacedBy(name),
                Tags.isOfTag(name),
                value.isAbsent() ? 0 : value.version(),
                entries,
                value.isTombstone());
    }

    /** An empty page, up to there. */
    void nothing(Asked asked, FeedPosition position) {
        reply(asked, List.of(), position, false);
    }

    private void reply(Asked asked, List<RegisterChange> changes, FeedPosition position, boolean more) {
        Bytes sealed = seal.seal(
                shard.topology().clusterId(), asked.bucket(), asked.question().partition(), position);
        boolean snapshotEnds = asked.snapshot() && !more;
        // What was decided and is not published yet may be missing: so there is no time up to which this is all.
        shard.reply(
                asked.target(),
                new ClientReply.FeedPage(
                        List.of(),
                        changes,
                        sealed,
                        asked.snapshot(),
                        snapshotEnds,
                        more || snapshotEnds,
                        asked.behind(),
                        0),
                Hold.UNTIL_DURABLE);
    }

    private void fail(Asked asked, ErrorCode code, String message) {
        shard.reply(
                asked.target(),
                new ClientReply.Failed(code, Outcome.NOT_APPLIED, message, Optional.empty(), RETRY_AFTER_MS),
                Hold.NONE);
    }
}

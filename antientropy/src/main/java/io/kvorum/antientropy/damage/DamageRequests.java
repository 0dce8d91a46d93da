package io.kvorum.antientropy.damage;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.DamagedRow;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Tags;
import java.util.List;
import java.util.Optional;

/** What operators ask of damaged rows: which there are, and that one is given up. */
public final class DamageRequests {
    private static final int MAX_LISTED = 10_000;

    private final ShardState shard;
    private final DamagedRows rows;

    public DamageRequests(ShardState shard, DamagedRows rows) {
        this.shard = shard;
        this.rows = rows;
    }

    /** @return whether the request was one of damaged rows */
    public boolean handle(ReplyTarget target, ClientRequest request) {
        switch (request) {
            case ClientRequest.ListDamagedRows list ->
                reply(target, rows.list(Math.max(0, Math.min(list.limit(), MAX_LISTED))));
            case ClientRequest.GiveUpRow giveUp -> giveUp(target, giveUp);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void giveUp(ReplyTarget target, ClientRequest.GiveUpRow request) {
        Optional<Bucket> bucket = shard.topology().bucket(request.bucket());
        if (bucket.isEmpty()) {
            refuse(target, ErrorCode.UNKNOWN_BUCKET, "there is no bucket '" + request.bucket() + "'");
            return;
        }
        if (request.key().isEmpty()) {
            refuse(target, ErrorCode.BAD_REQUEST, "the key is empty");
            return;
        }
        if (bucket.get().type().isCollection() == request.element().isEmpty()) {
            refuse(
                    target,
                    ErrorCode.BAD_REQUEST,
                    bucket.get().type().isCollection()
                            ? "the keys of bucket '" + request.bucket()
                                    + "' have elements: name the one that is damaged"
                            : "the keys of bucket '" + request.bucket() + "' have no elements");
            return;
        }
        int partition = shard.topology().partitionOf(bucket.get(), request.key());
        RowKey key = keyOf(bucket.get(), request);
        Optional<PartitionReplica> replica = shard.replica(partition);
        if (replica.isEmpty()) {
            refuse(target, ErrorCode.NOT_READY, "this node does not own partition " + partition);
            return;
        }
        reply(target, rows.giveUp(replica.get(), key).stream().toList());
    }

    /** Of a strong bucket the rows are those that its change feed goes by, one for each register. */
    private static RowKey keyOf(Bucket bucket, ClientRequest.GiveUpRow request) {
        Bytes key = bucket.isStrong() ? Tags.register(request.key()) : request.key();
        return request.element().isEmpty()
                ? new RowKey(bucket.id(), key)
                : new RowKey(bucket.id(), key, bucket.type().sub(request.element()));
    }

    private void reply(ReplyTarget target, List<DamagedRow> damaged) {
        shard.reply(
                target,
                new ClientReply.DamagedRows(damaged.stream().map(this::named).toList()),
                Hold.NONE);
    }

    /** Under the key by which users know it. */
    private DamagedRow named(DamagedRow row) {
        boolean strong =
                shard.topology().bucket(row.bucket()).filter(Bucket::isStrong).isPresent();
        Bytes key = strong ? Tags.keyOf(row.key()) : row.key();
        return new DamagedRow(row.partition(), row.bucket(), key, row.sub(), row.everywhere(), row.givenUp());
    }

    private void refuse(ReplyTarget target, ErrorCode code, String message) {
        shard.reply(target, new ClientReply.Failed(code, Outcome.NOT_APPLIED, message, Optional.empty(), 0), Hold.NONE);
    }
}

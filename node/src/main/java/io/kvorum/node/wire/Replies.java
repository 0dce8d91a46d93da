package io.kvorum.node.wire;

import io.kvorum.protocol.client.Hints;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.ShardState;
import io.kvorum.replication.request.ClientReply;
import java.util.Comparator;
import java.util.List;

/** Answers that a node puts together of what several shards said. */
public final class Replies {
    private Replies() {}

    /** One key's part of a multi-get. */
    public static MultiFound.Item item(ClientReply reply) {
        return switch (reply) {
            case ClientReply.Found found ->
                MultiFound.Item.newBuilder().setFound(ReplyEncoder.found(found)).build();
            case ClientReply.Failed failed ->
                MultiFound.Item.newBuilder()
                        .setFailed(ReplyEncoder.failed(failed))
                        .build();
            default -> throw new IllegalStateException("a read was answered by " + reply.getClass());
        };
    }

    public static ShardState shard(int shard, ClientReply.ShardState state) {
        return ReplyEncoder.shard(shard, state);
    }

    /** The hints of all shards, the oldest first. */
    public static Hints hints(List<ClientReply.HintView> hints, int limit) {
        List<ClientReply.HintView> oldest = hints.stream()
                .sorted(Comparator.comparingLong(hint -> hint.writeId().issuedAtMillis()))
                .limit(limit)
                .toList();
        return Hints.newBuilder()
                .addAllHints(Parts.mapped(oldest, ReplyEncoder::hint))
                .build();
    }
}

package io.kvorum.node.wire;

import io.kvorum.protocol.client.Hints;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.ShardState;
import io.kvorum.protocol.client.TreeStatus;
import io.kvorum.replication.request.ClientReply;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

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

    /** The trees of all shards: counts added up, of times the oldest. */
    public static TreeStatus trees(List<ClientReply.TreeState> shards) {
        TreeStatus.Builder all = TreeStatus.newBuilder();
        TreeSet<Integer> unreachable = new TreeSet<>();
        long oldestVerified = Long.MAX_VALUE;
        long scrubbed = Long.MAX_VALUE;
        for (ClientReply.TreeState shard : shards) {
            all.setNowMillis(Math.max(all.getNowMillis(), shard.nowMillis()))
                    .setPartitions(all.getPartitions() + shard.partitions())
                    .setScrubbed(all.getScrubbed() + shard.scrubbed())
                    .setPairs(all.getPairs() + shard.pairs())
                    .setVerified(all.getVerified() + shard.verified())
                    .setOutOfReach(all.getOutOfReach() + shard.outOfReach())
                    .setRunning(all.getRunning() + shard.running())
                    .setRepairedRows(all.getRepairedRows() + shard.repairedRows())
                    .setRestoredRows(all.getRestoredRows() + shard.restoredRows())
                    .setCorrectedLeaves(all.getCorrectedLeaves() + shard.correctedLeaves())
                    .setRows(all.getRows() + shard.rows())
                    .setLeaves(all.getLeaves() + shard.leaves())
                    .setDamagedRows(all.getDamagedRows() + shard.damagedRows())
                    .setScrubReadLeaves(all.getScrubReadLeaves() + shard.scrubReadLeaves())
                    .setScrubMillisLeft(Math.max(all.getScrubMillisLeft(), shard.scrubMillisLeft()));
            unreachable.addAll(shard.unreachableNodes());
            oldestVerified = Math.min(oldestVerified, shard.oldestVerifiedMillis());
            scrubbed = Math.min(scrubbed, shard.scrubbedMillis());
        }
        return all.addAllUnreachableNodes(unreachable)
                .setOldestVerifiedMillis(oldestVerified)
                .setScrubbedMillis(scrubbed)
                .build();
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

package io.kvorum.node.wire;

import io.kvorum.protocol.client.BucketChanged;
import io.kvorum.protocol.client.Done;
import io.kvorum.protocol.client.Explained;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.Found;
import io.kvorum.protocol.client.Hint;
import io.kvorum.protocol.client.Hints;
import io.kvorum.protocol.client.HintsDropped;
import io.kvorum.protocol.client.NodeStatus;
import io.kvorum.protocol.client.Receipt;
import io.kvorum.protocol.client.ReplicaView;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Scanned;
import io.kvorum.protocol.client.ShardState;
import io.kvorum.protocol.client.TreeStatus;
import io.kvorum.protocol.client.Written;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;

/** A core's replies, from records to protobuf. */
public final class ReplyEncoder {
    private ReplyEncoder() {}

    /** Without epoch and request id, which the node adds. */
    public static Response response(ClientReply reply) {
        Response.Builder out = Response.newBuilder();
        switch (reply) {
            case ClientReply.Written written ->
                out.setWritten(Written.newBuilder()
                        .setContext(Parts.wrap(written.context()))
                        .setDot(Parts.dot(written.dot()))
                        .setReceipt(receipt(written.receipt())));
            case ClientReply.Found found -> out.setFound(found(found));
            case ClientReply.ElementsFound elements -> out.setElementsFound(ElementMessages.encode(elements));
            case ClientReply.ElementsCounted counted -> out.setElementsCounted(ElementMessages.encode(counted));
            case ClientReply.CounterFound found -> out.setCounterFound(CounterMessages.encode(found));
            case ClientReply.CounterLacking lacking -> out.setCounterLacking(CounterMessages.encode(lacking));
            case ClientReply.Explained explained ->
                out.setExplained(Explained.newBuilder()
                        .setPartition(explained.partition())
                        .addAllReplicas(Parts.mapped(explained.replicas(), ReplyEncoder::replica)));
            case ClientReply.Scanned scanned ->
                out.setScanned(Scanned.newBuilder()
                        .addAllRows(Parts.mapped(scanned.rows(), ReplyEncoder::row))
                        .setNext(Parts.wrap(scanned.next()))
                        .setClock(Parts.dots(scanned.clock())));
            case ClientReply.BucketChanged changed ->
                out.setBucketChanged(BucketChanged.newBuilder().setEpoch(changed.epoch()));
            case ClientReply.Status status ->
                out.setNodeStatus(NodeStatus.newBuilder().addShards(shard(0, status.state())));
            case ClientReply.Hints hints ->
                out.setHints(Hints.newBuilder().addAllHints(Parts.mapped(hints.hints(), ReplyEncoder::hint)));
            case ClientReply.HintsDropped dropped ->
                out.setHintsDropped(HintsDropped.newBuilder().setDropped(dropped.dropped()));
            case ClientReply.FeedPage page -> out.setFeedPage(FeedMessages.encode(page));
            case ClientReply.Updated updated -> out.setUpdated(RegisterRequests.encode(updated));
            case ClientReply.ConditionsFailed unmet -> out.setConditionsFailed(RegisterRequests.encode(unmet));
            case ClientReply.RegisterFound found -> out.setRegisterFound(RegisterRequests.encode(found));
            case ClientReply.RegisterExplained explained -> out.setRegisterExplained(RegisterViews.encode(explained));
            case ClientReply.Trees trees -> out.setTreeStatus(trees(trees.state()));
            case ClientReply.DamagedRows damaged -> out.setDamagedRows(DamageMessages.encode(damaged.rows()));
            case ClientReply.Done done -> out.setDone(Done.getDefaultInstance());
            case ClientReply.Failed failed -> out.setFailed(failed(failed));
        }
        return out.build();
    }

    static Found found(ClientReply.Found found) {
        return Found.newBuilder()
                .addAllVersions(Parts.mapped(found.versions(), Parts::version))
                .setContext(Parts.wrap(found.context()))
                .setReceipt(receipt(found.receipt()))
                .build();
    }

    static Failed failed(ClientReply.Failed failed) {
        Failed.Builder out = Failed.newBuilder()
                .setCode(code(failed.code()))
                .setOutcome(outcome(failed.outcome()))
                .setMessage(failed.message())
                .setRetryAfterMillis(failed.retryAfterMillis())
                .setHorizonMillis(failed.horizonMillis());
        failed.receipt().ifPresent(receipt -> out.setReceipt(receipt(receipt)));
        return out.build();
    }

    static ShardState shard(int shard, ClientReply.ShardState state) {
        return ShardState.newBuilder()
                .setShard(shard)
                .setPartitions(state.partitions())
                .setUnconfirmed(state.unconfirmed())
                .setLogEntries(state.logEntries())
                .setHints(state.hints())
                .setOldestHintMillis(state.oldestHintMillis())
                .setMissingDots(state.missingDots())
                .setPendingRequests(state.pendingRequests())
                .setMinAsOfMillis(state.minAsOfMillis())
                .setHintsPaused(state.hintsPaused())
                .setSetAsideHints(state.setAsideHints())
                .setNotVoting(state.notVoting())
                .build();
    }

    private static TreeStatus trees(ClientReply.TreeState trees) {
        return TreeStatus.newBuilder()
                .setNowMillis(trees.nowMillis())
                .setPartitions(trees.partitions())
                .setScrubbed(trees.scrubbed())
                .setPairs(trees.pairs())
                .setVerified(trees.verified())
                .setOutOfReach(trees.outOfReach())
                .addAllUnreachableNodes(trees.unreachableNodes())
                .setRunning(trees.running())
                .setOldestVerifiedMillis(trees.oldestVerifiedMillis())
                .setRepairedRows(trees.repairedRows())
                .setRestoredRows(trees.restoredRows())
                .setCorrectedLeaves(trees.correctedLeaves())
                .setRows(trees.rows())
                .setLeaves(trees.leaves())
                .setScrubbedMillis(trees.scrubbedMillis())
                .setScrubReadLeaves(trees.scrubReadLeaves())
                .setScrubMillisLeft(trees.scrubMillisLeft())
                .setDamagedRows(trees.damagedRows())
                .build();
    }

    static Hint hint(ClientReply.HintView hint) {
        return Hint.newBuilder()
                .setPartition(hint.partition())
                .setBucket(hint.bucket())
                .setKey(Parts.wrap(hint.key()))
                .setElement(Parts.wrap(hint.sub()))
                .setWriteId(Parts.writeId(hint.writeId()))
                .setDot(Parts.dot(hint.dot()))
                .addAllMissing(hint.missing())
                .setSetAside(hint.setAside())
                .build();
    }

    private static ReplicaView replica(ClientReply.ReplicaView view) {
        return ReplicaView.newBuilder()
                .setNode(view.node())
                .setAnswered(view.answered())
                .addAllVersions(Parts.mapped(view.versions(), Parts::version))
                .setRowContext(Parts.dots(view.rowContext()))
                .setClock(Parts.dots(view.clock()))
                .build();
    }

    private static Scanned.Row row(ClientReply.ScannedRow row) {
        return Scanned.Row.newBuilder()
                .setBucket(row.bucket())
                .setKey(Parts.wrap(row.key()))
                .setElement(Parts.wrap(row.sub()))
                .addAllVersions(Parts.mapped(row.versions(), Parts::version))
                .setRowContext(Parts.dots(row.rowContext()))
                .build();
    }

    static Receipt receipt(io.kvorum.replication.request.Receipt receipt) {
        return Receipt.newBuilder()
                .setRequired(receipt.required())
                .addAllPrimaries(receipt.primaries())
                .addAllFallbacks(receipt.fallbacks())
                .setLevelMet(receipt.levelMet())
                .addAllDisagreed(receipt.disagreed())
                .setAsOfMillis(receipt.asOfMillis())
                .build();
    }

    /** Both enums have the same names; a test holds them together. */
    static io.kvorum.protocol.client.ErrorCode code(ErrorCode code) {
        return io.kvorum.protocol.client.ErrorCode.valueOf("ERROR_CODE_" + code.name());
    }

    static io.kvorum.protocol.client.Outcome outcome(Outcome outcome) {
        return io.kvorum.protocol.client.Outcome.valueOf("OUTCOME_" + outcome.name());
    }
}

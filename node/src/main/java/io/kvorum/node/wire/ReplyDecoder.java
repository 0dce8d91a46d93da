package io.kvorum.node.wire;

import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.Found;
import io.kvorum.protocol.client.Hint;
import io.kvorum.protocol.client.ReplicaView;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Scanned;
import io.kvorum.protocol.client.ShardState;
import io.kvorum.protocol.client.TreeStatus;
import io.kvorum.protocol.client.Written;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import java.util.List;
import java.util.Optional;

/** A core's replies, from protobuf to records: as they come back from the node that a request was forwarded to. */
public final class ReplyDecoder {
    private ReplyDecoder() {}

    /** @throws MalformedBytesException if it is no reply of a core */
    public static ClientReply reply(Response response) {
        return switch (response.getResultCase()) {
            case WRITTEN -> written(response.getWritten());
            case FOUND -> found(response.getFound());
            case ELEMENTS_FOUND -> ElementMessages.decode(response.getElementsFound());
            case ELEMENTS_COUNTED -> ElementMessages.decode(response.getElementsCounted());
            case COUNTER_FOUND -> CounterMessages.decode(response.getCounterFound());
            case COUNTER_LACKING -> CounterMessages.decode(response.getCounterLacking());
            case EXPLAINED ->
                new ClientReply.Explained(
                        Parts.natural(response.getExplained().getPartition(), "partition"),
                        Parts.mapped(response.getExplained().getReplicasList(), ReplyDecoder::replica));
            case SCANNED -> scanned(response.getScanned());
            case BUCKET_CHANGED ->
                new ClientReply.BucketChanged(response.getBucketChanged().getEpoch());
            case NODE_STATUS -> status(response.getNodeStatus().getShardsList());
            case HINTS -> new ClientReply.Hints(Parts.mapped(response.getHints().getHintsList(), ReplyDecoder::hint));
            case HINTS_DROPPED ->
                new ClientReply.HintsDropped(
                        Parts.natural((int) response.getHintsDropped().getDropped(), "dropped hints"));
            case TREE_STATUS -> new ClientReply.Trees(trees(response.getTreeStatus()));
            case DAMAGED_ROWS -> DamageMessages.decode(response.getDamagedRows());
            case FEED_PAGE -> FeedMessages.decode(response.getFeedPage());
            case UPDATED -> RegisterRequests.decode(response.getUpdated());
            case CONDITIONS_FAILED -> RegisterRequests.decode(response.getConditionsFailed());
            case REGISTER_FOUND -> RegisterRequests.decode(response.getRegisterFound());
            case REGISTER_EXPLAINED -> RegisterViews.decode(response.getRegisterExplained());
            case DONE -> new ClientReply.Done();
            case FAILED -> failed(response.getFailed());
            case MULTI_FOUND, TOPOLOGY, RESULT_NOT_SET ->
                throw new MalformedBytesException("no reply of a core: " + response.getResultCase());
        };
    }

    private static ClientReply written(Written written) {
        return new ClientReply.Written(
                Parts.bytes(written.getContext()), Parts.dot(written.getDot()), receipt(written.getReceipt()));
    }

    private static ClientReply found(Found found) {
        return new ClientReply.Found(
                Parts.mapped(found.getVersionsList(), Parts::version),
                Parts.bytes(found.getContext()),
                receipt(found.getReceipt()));
    }

    private static ClientReply scanned(Scanned scanned) {
        return new ClientReply.Scanned(
                Parts.mapped(scanned.getRowsList(), ReplyDecoder::row),
                Parts.bytes(scanned.getNext()),
                Parts.dots(scanned.getClock()));
    }

    private static ClientReply.ScannedRow row(Scanned.Row row) {
        return new ClientReply.ScannedRow(
                Parts.natural(row.getBucket(), "bucket"),
                Parts.bytes(row.getKey()),
                Parts.bytes(row.getElement()),
                Parts.mapped(row.getVersionsList(), Parts::version),
                Parts.dots(row.getRowContext()));
    }

    private static ClientReply.ReplicaView replica(ReplicaView view) {
        return new ClientReply.ReplicaView(
                Parts.natural(view.getNode(), "node"),
                view.getAnswered(),
                Parts.mapped(view.getVersionsList(), Parts::version),
                Parts.dots(view.getRowContext()),
                Parts.dots(view.getClock()));
    }

    private static ClientReply status(List<ShardState> shards) {
        if (shards.size() != 1) {
            throw new MalformedBytesException("status of " + shards.size() + " shards where one was asked");
        }
        ShardState state = shards.get(0);
        return new ClientReply.Status(new ClientReply.ShardState(
                state.getPartitions(),
                state.getUnconfirmed(),
                state.getLogEntries(),
                state.getHints(),
                state.getOldestHintMillis(),
                state.getMissingDots(),
                state.getPendingRequests(),
                state.getMinAsOfMillis(),
                state.getHintsPaused(),
                state.getSetAsideHints(),
                state.getNotVoting()));
    }

    private static ClientReply.TreeState trees(TreeStatus trees) {
        return new ClientReply.TreeState(
                trees.getNowMillis(),
                trees.getPartitions(),
                trees.getScrubbed(),
                trees.getPairs(),
                trees.getVerified(),
                trees.getOutOfReach(),
                trees.getUnreachableNodesList(),
                trees.getRunning(),
                trees.getOldestVerifiedMillis(),
                trees.getRepairedRows(),
                trees.getRestoredRows(),
                trees.getCorrectedLeaves(),
                trees.getRows(),
                trees.getLeaves(),
                trees.getScrubbedMillis(),
                trees.getScrubReadLeaves(),
                trees.getScrubMillisLeft(),
                trees.getDamagedRows());
    }

    private static ClientReply.HintView hint(Hint hint) {
        return new ClientReply.HintView(
                Parts.natural(hint.getPartition(), "partition"),
                Parts.natural(hint.getBucket(), "bucket"),
                Parts.bytes(hint.getKey()),
                Parts.bytes(hint.getElement()),
                Parts.writeId(hint.getWriteId()),
                Parts.dot(hint.getDot()),
                hint.getMissingList(),
                hint.getSetAside());
    }

    private static ClientReply failed(Failed failed) {
        return new ClientReply.Failed(
                code(failed.getCode()),
                outcome(failed.getOutcome()),
                failed.getMessage(),
                failed.hasReceipt() ? Optional.of(receipt(failed.getReceipt())) : Optional.empty(),
                failed.getRetryAfterMillis(),
                failed.getHorizonMillis());
    }

    static Receipt receipt(io.kvorum.protocol.client.Receipt receipt) {
        return new Receipt(
                receipt.getRequired(),
                receipt.getPrimariesList(),
                receipt.getFallbacksList(),
                receipt.getLevelMet(),
                receipt.getDisagreedList(),
                receipt.getAsOfMillis());
    }

    private static ErrorCode code(io.kvorum.protocol.client.ErrorCode code) {
        for (ErrorCode known : ErrorCode.values()) {
            if (code.name().equals("ERROR_CODE_" + known.name())) {
                return known;
            }
        }
        // Of a newer node: what happened to the data is in the outcome.
        return ErrorCode.INTERNAL;
    }

    private static Outcome outcome(io.kvorum.protocol.client.Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_NOT_APPLIED -> Outcome.NOT_APPLIED;
            case OUTCOME_APPLIED -> Outcome.APPLIED;
            case OUTCOME_UNKNOWN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.UNKNOWN;
        };
    }
}

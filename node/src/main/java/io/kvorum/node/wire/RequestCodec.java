package io.kvorum.node.wire;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.client.AcceptLossRequest;
import io.kvorum.protocol.client.CompareTreesRequest;
import io.kvorum.protocol.client.CreateBucketRequest;
import io.kvorum.protocol.client.DropBucketRequest;
import io.kvorum.protocol.client.DropSetAsideHintsRequest;
import io.kvorum.protocol.client.ExplainRequest;
import io.kvorum.protocol.client.ListDamagedRowsRequest;
import io.kvorum.protocol.client.ListHintsRequest;
import io.kvorum.protocol.client.NodeStatusRequest;
import io.kvorum.protocol.client.PauseHintsRequest;
import io.kvorum.protocol.client.ReadRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.ScanLocalRequest;
import io.kvorum.protocol.client.ScrubRequest;
import io.kvorum.protocol.client.SetBucketRequest;
import io.kvorum.protocol.client.TreeStatusRequest;
import io.kvorum.protocol.client.WriteRequest;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A client's operations that a core understands. Those that only a node understands are not among them. */
public final class RequestCodec {
    private RequestCodec() {}

    public static Request encode(ClientRequest request) {
        Request.Builder out = Request.newBuilder();
        switch (request) {
            case ClientRequest.Write write -> out.setWrite(encodeWrite(write));
            case ClientRequest.Read read ->
                out.setRead(ReadRequest.newBuilder()
                        .setBucket(read.bucket())
                        .setKey(Parts.wrap(read.key()))
                        .setLevel(encodeLevel(read.level()))
                        .setAtLeast(Parts.wrap(read.atLeast()))
                        .setType(encodeType(read.type()))
                        .setElement(Parts.wrap(read.element())));
            case ClientRequest.Explain explain ->
                out.setExplain(ExplainRequest.newBuilder()
                        .setBucket(explain.bucket())
                        .setKey(Parts.wrap(explain.key()))
                        .setElement(Parts.wrap(explain.element())));
            case ClientRequest.ListElements list -> out.setListElements(ElementMessages.encode(list));
            case ClientRequest.CountElements count -> out.setCountElements(ElementMessages.encode(count));
            case ClientRequest.ReadCounter read -> out.setReadCounter(CounterMessages.encode(read));
            case ClientRequest.ScanLocal scan ->
                out.setScanLocal(ScanLocalRequest.newBuilder()
                        .setPartition(scan.partition())
                        .setAfter(Parts.wrap(scan.after()))
                        .setLimit(scan.limit()));
            case ClientRequest.ReadFeed feed -> out.setReadFeed(FeedMessages.encode(feed));
            case ClientRequest.UpdateRegister update -> out.setUpdateRegister(RegisterRequests.encode(update));
            case ClientRequest.ReadRegister read -> out.setReadRegister(RegisterRequests.encode(read));
            case ClientRequest.ExplainRegister explain -> out.setExplainRegister(RegisterViews.encode(explain));
            case ClientRequest.CreateBucket create ->
                out.setCreateBucket(
                        CreateBucketRequest.newBuilder().setName(create.name()).putAllProperties(create.properties()));
            case ClientRequest.SetBucket set ->
                out.setSetBucket(
                        SetBucketRequest.newBuilder().setName(set.name()).putAllProperties(set.properties()));
            case ClientRequest.DropBucket drop ->
                out.setDropBucket(DropBucketRequest.newBuilder().setName(drop.name()));
            case ClientRequest.AcceptLoss accept ->
                out.setAcceptLoss(AcceptLossRequest.newBuilder().addAllWithout(accept.without()));
            case ClientRequest.ShardStatus status -> out.setNodeStatus(NodeStatusRequest.getDefaultInstance());
            case ClientRequest.ListHints hints ->
                out.setListHints(ListHintsRequest.newBuilder().setLimit(hints.limit()));
            case ClientRequest.CompareTrees compare -> out.setCompareTrees(CompareTreesRequest.getDefaultInstance());
            case ClientRequest.ScrubNow now -> out.setScrub(ScrubRequest.getDefaultInstance());
            case ClientRequest.ListDamagedRows list ->
                out.setListDamagedRows(ListDamagedRowsRequest.newBuilder().setLimit(list.limit()));
            case ClientRequest.GiveUpRow giveUp -> out.setGiveUpRow(DamageMessages.encode(giveUp));
            case ClientRequest.TreeStatus status ->
                out.setTreeStatus(TreeStatusRequest.newBuilder().setSinceMillis(status.sinceMillis()));
            case ClientRequest.PauseHints pause ->
                out.setPauseHints(PauseHintsRequest.newBuilder().setPaused(pause.paused()));
            case ClientRequest.DropSetAsideHints drop ->
                out.setDropSetAsideHints(DropSetAsideHintsRequest.newBuilder().setLimit(drop.limit()));
        }
        return out.build();
    }

    private static WriteRequest.Builder encodeWrite(ClientRequest.Write write) {
        WriteRequest.Builder out = WriteRequest.newBuilder()
                .setBucket(write.bucket())
                .setKey(Parts.wrap(write.key()))
                .setContext(Parts.wrap(write.context()))
                .setWriteId(Parts.writeId(write.writeId()))
                .setLevel(encodeLevel(write.level()))
                .setType(encodeType(write.type()))
                .setElement(Parts.wrap(write.element()));
        write.value().ifPresent(value -> out.setValue(Parts.wrap(value)));
        write.sloppy().ifPresent(out::setSloppy);
        write.ttlMillis().ifPresent(out::setTtlMillis);
        return out;
    }

    /** @throws MalformedBytesException saying what is wrong with the request */
    public static ClientRequest decode(Request request) {
        return switch (request.getOperationCase()) {
            case WRITE -> decodeWrite(request.getWrite());
            case READ ->
                new ClientRequest.Read(
                        request.getRead().getBucket(),
                        Parts.bytes(request.getRead().getKey()),
                        decodeLevel(request.getRead().getLevel()),
                        Parts.bytes(request.getRead().getAtLeast()),
                        decodeType(request.getRead().getType()),
                        Parts.bytes(request.getRead().getElement()));
            case EXPLAIN ->
                new ClientRequest.Explain(
                        request.getExplain().getBucket(),
                        Parts.bytes(request.getExplain().getKey()),
                        Parts.bytes(request.getExplain().getElement()));
            case LIST_ELEMENTS -> ElementMessages.decode(request.getListElements());
            case COUNT_ELEMENTS -> ElementMessages.decode(request.getCountElements());
            case READ_COUNTER -> CounterMessages.decode(request.getReadCounter());
            case SCAN_LOCAL ->
                new ClientRequest.ScanLocal(
                        Parts.natural(request.getScanLocal().getPartition(), "partition"),
                        Parts.bytes(request.getScanLocal().getAfter()),
                        Parts.natural(request.getScanLocal().getLimit(), "limit"));
            case READ_FEED -> FeedMessages.decode(request.getReadFeed());
            case UPDATE_REGISTER -> RegisterRequests.decode(request.getUpdateRegister());
            case READ_REGISTER -> RegisterRequests.decode(request.getReadRegister());
            case EXPLAIN_REGISTER -> RegisterViews.decode(request.getExplainRegister());
            case CREATE_BUCKET ->
                new ClientRequest.CreateBucket(
                        request.getCreateBucket().getName(),
                        sorted(request.getCreateBucket().getPropertiesMap()));
            case SET_BUCKET ->
                new ClientRequest.SetBucket(
                        request.getSetBucket().getName(),
                        sorted(request.getSetBucket().getPropertiesMap()));
            case DROP_BUCKET ->
                new ClientRequest.DropBucket(request.getDropBucket().getName());
            case ACCEPT_LOSS ->
                new ClientRequest.AcceptLoss(List.copyOf(request.getAcceptLoss().getWithoutList()));
            case NODE_STATUS -> new ClientRequest.ShardStatus();
            case LIST_HINTS ->
                new ClientRequest.ListHints(Parts.natural(request.getListHints().getLimit(), "limit"));
            case SCRUB -> new ClientRequest.ScrubNow();
            case COMPARE_TREES -> new ClientRequest.CompareTrees();
            case TREE_STATUS ->
                new ClientRequest.TreeStatus(request.getTreeStatus().getSinceMillis());
            case LIST_DAMAGED_ROWS -> DamageMessages.decode(request.getListDamagedRows());
            case GIVE_UP_ROW -> DamageMessages.decode(request.getGiveUpRow());
            case PAUSE_HINTS ->
                new ClientRequest.PauseHints(request.getPauseHints().getPaused());
            case DROP_SET_ASIDE_HINTS ->
                new ClientRequest.DropSetAsideHints(
                        Parts.natural(request.getDropSetAsideHints().getLimit(), "limit"));
            case MULTI_READ, TOPOLOGY, DRAIN, OPERATION_NOT_SET ->
                throw new MalformedBytesException("no operation of a core: " + request.getOperationCase());
        };
    }

    private static ClientRequest.Write decodeWrite(WriteRequest write) {
        if (!write.hasWriteId()) {
            throw new MalformedBytesException("a write needs a write id");
        }
        return new ClientRequest.Write(
                write.getBucket(),
                Parts.bytes(write.getKey()),
                write.hasValue() ? Optional.of(Parts.bytes(write.getValue())) : Optional.empty(),
                Parts.bytes(write.getContext()),
                Parts.writeId(write.getWriteId()),
                decodeLevel(write.getLevel()),
                write.hasSloppy() ? Optional.of(write.getSloppy()) : Optional.empty(),
                write.hasTtlMillis() ? Optional.of(write.getTtlMillis()) : Optional.empty(),
                decodeType(write.getType()),
                Parts.bytes(write.getElement()));
    }

    static String encodeType(CellType type) {
        return type == CellType.NONE ? "" : type.text();
    }

    static CellType decodeType(String text) {
        return text.isEmpty()
                ? CellType.NONE
                : CellType.parse(text)
                        .orElseThrow(() -> new MalformedBytesException(
                                "unknown type \"" + text + "\"; known are " + String.join(", ", CellType.texts())));
    }

    static String encodeLevel(Optional<Level> level) {
        return level.map(Level::toString).orElse("");
    }

    static Optional<Level> decodeLevel(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Level.parse(text)
                .orElseThrow(() -> new MalformedBytesException("unknown level \"" + text
                        + "\"; a number, one, local_quorum, quorum, each_quorum or all is known")));
    }

    /** The order of a map's entries on the wire means nothing. */
    private static Map<String, String> sorted(Map<String, String> properties) {
        return new TreeMap<>(properties);
    }
}

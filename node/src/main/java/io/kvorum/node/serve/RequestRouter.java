package io.kvorum.node.serve;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.node.shard.ClientCall;
import io.kvorum.node.shard.Shards;
import io.kvorum.node.wire.DamageMessages;
import io.kvorum.node.wire.Replies;
import io.kvorum.node.wire.ReplyEncoder;
import io.kvorum.node.wire.RequestCodec;
import io.kvorum.protocol.client.Done;
import io.kvorum.protocol.client.HintsDropped;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.MultiReadRequest;
import io.kvorum.protocol.client.NodeStatus;
import io.kvorum.protocol.client.ReadRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds the shard, or the shards, that a request is for. Thread-safe. */
final class RequestRouter {
    private static final long OVERLOADED_RETRY_MILLIS = 50;

    private final ServeHost host;
    private final int maxKeys;

    RequestRouter(ServeHost host, int maxKeys) {
        this.host = host;
        this.maxKeys = maxKeys;
    }

    /**
     * One request on its way.
     *
     * @param answer told exactly once, on any thread
     */
    record Incoming(Request request, long deadlineNanos, int bytes, Consumer<Response> answer) {
        void reply(ClientReply reply) {
            answer.accept(ReplyEncoder.response(reply));
        }
    }

    void route(Incoming incoming) {
        if (host.isDraining()) {
            incoming.reply(failed(ErrorCode.NOT_READY, "this node is draining: ask another one"));
            return;
        }
        try {
            Request request = incoming.request;
            switch (request.getOperationCase()) {
                case TOPOLOGY ->
                    incoming.answer.accept(Response.newBuilder()
                            .setTopology(host.topology().encoded())
                            .build());
                case MULTI_READ -> multiRead(incoming, request.getMultiRead());
                case NODE_STATUS -> allShards(incoming, new ClientRequest.ShardStatus(), this::status);
                case LIST_HINTS -> listHints(incoming);
                case PAUSE_HINTS ->
                    allShards(
                            incoming,
                            RequestCodec.decode(request),
                            done -> Response.newBuilder()
                                    .setDone(Done.getDefaultInstance())
                                    .build());
                case COMPARE_TREES, SCRUB, TREE_STATUS ->
                    allShards(incoming, RequestCodec.decode(request), RequestRouter::trees);
                case LIST_DAMAGED_ROWS -> listDamagedRows(incoming);
                case DROP_SET_ASIDE_HINTS -> allShards(incoming, RequestCodec.decode(request), RequestRouter::dropped);
                case DRAIN -> {
                    incoming.answer.accept(Response.newBuilder()
                            .setDone(Done.getDefaultInstance())
                            .build());
                    host.drain();
                }
                case OPERATION_NOT_SET ->
                    incoming.reply(
                            failed(ErrorCode.NOT_SUPPORTED, "this node does not know the operation; it may be older"));
                default -> single(incoming, RequestCodec.decode(request));
            }
        } catch (MalformedBytesException e) {
            incoming.reply(failed(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private void single(Incoming incoming, ClientRequest request) {
        call(shardOf(request), incoming, incoming.bytes, request, incoming::reply);
    }

    private void call(int shard, Incoming incoming, int bytes, ClientRequest request, ClientCall.ReplyTo replyTo) {
        ClientCall call =
                new ClientCall(incoming.request.getRequestId(), request, incoming.deadlineNanos, bytes, replyTo);
        if (!host.call(shard, call)) {
            replyTo.reply(new ClientReply.Failed(
                    ErrorCode.OVERLOADED,
                    Outcome.NOT_APPLIED,
                    "too many requests wait for their shard",
                    Optional.empty(),
                    OVERLOADED_RETRY_MILLIS));
        }
    }

    private int shardOf(ClientRequest request) {
        TopologyView topology = host.topology();
        int partition = switch (request) {
            case ClientRequest.Write write -> topology.partition(write.bucket(), write.key());
            case ClientRequest.Read read -> topology.partition(read.bucket(), read.key());
            case ClientRequest.GiveUpRow giveUp -> topology.partition(giveUp.bucket(), giveUp.key());
            case ClientRequest.Explain explain -> topology.partition(explain.bucket(), explain.key());
            case ClientRequest.ListElements list -> topology.partition(list.bucket(), list.key());
            case ClientRequest.CountElements count -> topology.partition(count.bucket(), count.key());
            case ClientRequest.ReadCounter read -> topology.partition(read.bucket(), read.key());
            case ClientRequest.ScanLocal scan -> scan.partition();
            case ClientRequest.ReadFeed feed -> feed.partition();
            case ClientRequest.UpdateRegister update -> topology.partition(update.bucket(), anyKey(update.update()));
            case ClientRequest.ReadRegister read -> topology.partition(read.bucket(), read.key());
            case ClientRequest.ExplainRegister explain -> topology.partition(explain.bucket(), explain.key());
            default -> -1;
        };
        return Shards.of(partition, host.shards());
    }

    /** All keys of an update that is worth anything are in one partition; of one without changes shard 0 says what is wrong. */
    private static Bytes anyKey(Update update) {
        return update.changes().isEmpty()
                ? Bytes.EMPTY
                : update.changes().get(0).key();
    }

    private void multiRead(Incoming incoming, MultiReadRequest multiRead) {
        int keys = multiRead.getItemsCount();
        if (keys > maxKeys) {
            incoming.reply(failed(
                    ErrorCode.BAD_REQUEST, keys + " keys in one request; limits.maxKeysPerRequest is " + maxKeys));
            return;
        }
        if (keys == 0) {
            incoming.answer.accept(Response.newBuilder()
                    .setMultiFound(MultiFound.getDefaultInstance())
                    .build());
            return;
        }
        List<ClientRequest> reads = new ArrayList<>(keys);
        for (MultiReadRequest.Item item : multiRead.getItemsList()) {
            ReadRequest read = ReadRequest.newBuilder()
                    .setBucket(multiRead.getBucket())
                    .setKey(item.getKey())
                    .setLevel(multiRead.getLevel())
                    .setAtLeast(item.getAtLeast())
                    .build();
            reads.add(RequestCodec.decode(Request.newBuilder().setRead(read).build()));
        }
        Gather gather = new Gather(keys, replies -> {
            MultiFound.Builder found = MultiFound.newBuilder();
            replies.forEach(reply -> found.addItems(Replies.item(reply)));
            incoming.answer.accept(Response.newBuilder().setMultiFound(found).build());
        });
        for (int i = 0; i < keys; i++) {
            ClientRequest read = reads.get(i);
            call(shardOf(read), incoming, incoming.bytes / keys, read, gather.slot(i));
        }
    }

    private void listDamagedRows(Incoming incoming) {
        int limit = incoming.request.getListDamagedRows().getLimit();
        allShards(incoming, RequestCodec.decode(incoming.request), replies -> {
            List<ClientReply.DamagedRow> rows = new ArrayList<>();
            replies.forEach(reply -> rows.addAll(((ClientReply.DamagedRows) reply).rows()));
            return Response.newBuilder()
                    .setDamagedRows(
                            DamageMessages.encode(rows.stream().limit(limit).toList()))
                    .build();
        });
    }

    private void listHints(Incoming incoming) {
        int limit = incoming.request.getListHints().getLimit();
        allShards(incoming, RequestCodec.decode(incoming.request), replies -> {
            List<ClientReply.HintView> hints = new ArrayList<>();
            replies.forEach(reply -> hints.addAll(((ClientReply.Hints) reply).hints()));
            return Response.newBuilder().setHints(Replies.hints(hints, limit)).build();
        });
    }

    private static Response dropped(List<ClientReply> replies) {
        long sum = replies.stream()
                .mapToLong(reply -> ((ClientReply.HintsDropped) reply).dropped())
                .sum();
        return Response.newBuilder()
                .setHintsDropped(HintsDropped.newBuilder().setDropped(sum))
                .build();
    }

    private static Response trees(List<ClientReply> replies) {
        List<ClientReply.TreeState> shards = replies.stream()
                .map(reply -> ((ClientReply.Trees) reply).state())
                .toList();
        return Response.newBuilder().setTreeStatus(Replies.trees(shards)).build();
    }

    private Response status(List<ClientReply> replies) {
        NodeStatus.Builder status = host.status();
        for (int shard = 0; shard < replies.size(); shard++) {
            status.addShards(Replies.shard(shard, ((ClientReply.Status) replies.get(shard)).state()));
        }
        return Response.newBuilder().setNodeStatus(status).build();
    }

    /** Asks every shard the same; one that fails makes the whole fail. */
    private void allShards(Incoming incoming, ClientRequest request, Function<List<ClientReply>, Response> combine) {
        Gather gather = new Gather(host.shards(), replies -> {
            Optional<ClientReply> failure = replies.stream()
                    .filter(reply -> reply instanceof ClientReply.Failed)
                    .findFirst();
            incoming.answer.accept(failure.isPresent() ? ReplyEncoder.response(failure.get()) : combine.apply(replies));
        });
        for (int shard = 0; shard < host.shards(); shard++) {
            call(shard, incoming, incoming.bytes / host.shards(), request, gather.slot(shard));
        }
    }

    static ClientReply.Failed failed(ErrorCode code, String message) {
        return new ClientReply.Failed(code, Outcome.NOT_APPLIED, message, Optional.empty(), 0);
    }
}

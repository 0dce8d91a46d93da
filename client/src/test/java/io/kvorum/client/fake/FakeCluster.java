package io.kvorum.client.fake;

import com.google.protobuf.ByteString;
import io.kvorum.client.ClientBuilder;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.call.RoutingTable;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.Bucket;
import io.kvorum.protocol.client.Done;
import io.kvorum.protocol.client.Dot;
import io.kvorum.protocol.client.Found;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.Node;
import io.kvorum.protocol.client.Receipt;
import io.kvorum.protocol.client.Replicas;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Ring;
import io.kvorum.protocol.client.Topology;
import io.kvorum.protocol.client.Version;
import io.kvorum.protocol.client.WriteId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Nodes that answer by a script, with one bucket {@code b} that all of them own. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class FakeCluster implements AutoCloseable {
    public static final int SLOTS = 8;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<FakeNode> nodes = new ArrayList<>();
    private final AtomicLong counter = new AtomicLong();
    private final List<String> regions;
    private volatile int version = 1;
    private volatile int maxFrameBytes = 1 << 20;
    private volatile String id = "cluster-1";
    private volatile Topology topology;

    public FakeCluster(int size) {
        this(java.util.Collections.nCopies(size, "r"));
    }

    public FakeCluster(List<String> regions) {
        this.regions = regions;
        for (int i = 1; i <= regions.size(); i++) {
            nodes.add(new FakeNode(this, i, group));
        }
        topology = makeTopology(1, "b");
    }

    /** Every node owns every slot; slot s prefers node 1 + s mod n. */
    public Topology makeTopology(long epoch, String... buckets) {
        Topology.Builder made =
                Topology.newBuilder().setClusterId(id).setEpoch(epoch).setSlots(SLOTS);
        for (FakeNode node : nodes) {
            made.addNodes(Node.newBuilder()
                    .setNumber(node.number())
                    .setName("n" + node.number())
                    .setAddress(node.address())
                    .setZone("z" + node.number())
                    .setRegion(regions.get(node.number() - 1)));
        }
        Ring.Builder ring = Ring.newBuilder().setPlacement(Integer.toString(nodes.size()));
        for (int slot = 0; slot < SLOTS; slot++) {
            Replicas.Builder replicas = Replicas.newBuilder();
            for (int i = 0; i < nodes.size(); i++) {
                replicas.addNodes(1 + (slot + i) % nodes.size());
            }
            ring.addReplicas(replicas);
        }
        made.addRings(ring);
        for (int i = 0; i < buckets.length; i++) {
            made.addBuckets(Bucket.newBuilder().setId(i + 1).setName(buckets[i]).putProperties("placement", "3"));
        }
        return made.build();
    }

    public void topology(Topology newTopology) {
        topology = newTopology;
    }

    public Topology topology() {
        return topology;
    }

    Response topologyResponse() {
        return Response.newBuilder()
                .setEpoch(topology.getEpoch())
                .setTopology(topology)
                .build();
    }

    int version() {
        return version;
    }

    public void version(int newVersion) {
        version = newVersion;
    }

    int maxFrameBytes() {
        return maxFrameBytes;
    }

    public void maxFrameBytes(int bytes) {
        maxFrameBytes = bytes;
    }

    String id() {
        return id;
    }

    public FakeNode node(int number) {
        return nodes.get(number - 1);
    }

    public List<FakeNode> nodes() {
        return nodes;
    }

    /** The node that owns the key first. */
    public FakeNode firstReplica(String key) {
        return node(1 + RoutingTable.slot(Bytes.ofUtf8(key), SLOTS) % nodes.size());
    }

    /** The node that owns the key second. */
    public FakeNode secondReplica(String key) {
        return node(1 + (RoutingTable.slot(Bytes.ofUtf8(key), SLOTS) + 1) % nodes.size());
    }

    public void scriptAll(FakeNode.Script script) {
        nodes.forEach(node -> node.script(script));
    }

    /** All requests that any node got. */
    public List<FakeNode.Received> received() {
        return nodes.stream().flatMap(node -> node.received().stream()).toList();
    }

    /** What a node does unless its script says otherwise: acknowledges writes, finds nothing. */
    public Reply answer(Request request) {
        Response.Builder response = Response.newBuilder().setEpoch(topology.getEpoch());
        switch (request.getOperationCase()) {
            case WRITE ->
                response.getWrittenBuilder()
                        .setContext(ByteString.copyFromUtf8("written-" + counter.incrementAndGet()))
                        .setDot(Dot.newBuilder().setActor(1L << 48).setCounter(counter.get()))
                        .setReceipt(Receipt.newBuilder()
                                .setRequired(2)
                                .addPrimaries(1)
                                .addPrimaries(2)
                                .setLevelMet(true));
            case READ -> response.setFound(found());
            case MULTI_READ -> {
                MultiFound.Builder found = MultiFound.newBuilder();
                request.getMultiRead()
                        .getItemsList()
                        .forEach(item -> found.addItems(MultiFound.Item.newBuilder()
                                .setFound(found(item.getKey().toStringUtf8()))));
                response.setMultiFound(found);
            }
            case UPDATE_REGISTER ->
                response.setUpdated(
                        io.kvorum.protocol.client.Updated.newBuilder().setVersion(counter.incrementAndGet()));
            case PAUSE_HINTS, DRAIN -> response.setDone(Done.getDefaultInstance());
            default -> throw new AssertionError("no answer to " + request.getOperationCase());
        }
        return new Reply.Answer(response.build());
    }

    /** An answer to a read, with these values. */
    public Found found(String... values) {
        Found.Builder found =
                Found.newBuilder().setContext(ByteString.copyFromUtf8("found-" + counter.incrementAndGet()));
        for (String value : values) {
            found.addVersions(Version.newBuilder()
                    .setDot(Dot.newBuilder().setActor(1L << 48).setCounter(counter.incrementAndGet()))
                    .setWriteId(WriteId.newBuilder().setSession(7).setSequence(counter.get()))
                    .setValue(ByteString.copyFromUtf8(value)));
        }
        return found.build();
    }

    public Reply replyFound(String... values) {
        return new Reply.Answer(Response.newBuilder()
                .setEpoch(topology.getEpoch())
                .setFound(found(values))
                .build());
    }

    /** A builder that knows all nodes, and is so patient that a busy machine makes no difference. */
    public ClientBuilder client() {
        return KvorumClient.builder()
                .deadline(Duration.ofSeconds(60))
                .attemptTimeout(Duration.ofSeconds(30))
                .connectTimeout(Duration.ofSeconds(10))
                .pingInterval(Duration.ofSeconds(10))
                .noHedging()
                .endpoints(nodes.stream().map(FakeNode::address).toArray(String[]::new));
    }

    /** A client that is connected to all nodes. */
    public KvorumClient connect(ClientBuilder builder) {
        KvorumClient client = builder.build();
        client.admin().topology();
        org.awaitility.Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> nodes.stream().allMatch(node -> node.connections() > 0));
        // Once more, so that the hellos have been read.
        nodes.forEach(node -> client.admin().pauseHints(node.number(), false));
        return client;
    }

    @Override
    public void close() {
        nodes.forEach(FakeNode::stop);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

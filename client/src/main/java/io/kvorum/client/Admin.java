package io.kvorum.client;

import io.kvorum.client.call.Operation;
import io.kvorum.client.call.Replies;
import io.kvorum.client.call.Target;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.Hint;
import io.kvorum.client.cluster.NodeStatus;
import io.kvorum.client.cluster.ScanPage;
import io.kvorum.client.cluster.TreeStatus;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.AcceptLossRequest;
import io.kvorum.protocol.client.CompareTreesRequest;
import io.kvorum.protocol.client.CreateBucketRequest;
import io.kvorum.protocol.client.DrainRequest;
import io.kvorum.protocol.client.DropBucketRequest;
import io.kvorum.protocol.client.DropSetAsideHintsRequest;
import io.kvorum.protocol.client.ListHintsRequest;
import io.kvorum.protocol.client.NodeStatusRequest;
import io.kvorum.protocol.client.PauseHintsRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Response.ResultCase;
import io.kvorum.protocol.client.ScanLocalRequest;
import io.kvorum.protocol.client.ScrubRequest;
import io.kvorum.protocol.client.SetBucketRequest;
import io.kvorum.protocol.client.TopologyRequest;
import io.kvorum.protocol.client.TreeStatusRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Buckets, topology, and single nodes. Each operation comes twice, as in {@link Bucket}; the deadline is the client's. Safe
 * for use by many threads.
 *
 * <p>Changes of buckets are repeated when their answer was lost: creating and setting twice is no error. If a drop is told
 * that there is no such bucket after an attempt whose answer was lost, it fails with {@link OutcomeUnknown}.
 */
public final class Admin {
    private final KvorumClient client;

    Admin(KvorumClient client) {
        this.client = client;
    }

    record Job<R>(String what, boolean changes, Pending<Response, R> pending) {
        R await() {
            return pending.await(what, changes);
        }

        CompletionStage<R> stage() {
            return pending.stage();
        }
    }

    <R> Job<R> job(String what, Operation.Kind kind, Target target, Request.Builder request, Expected<R> expected) {
        Request built = request.build();
        Operation operation =
                new Operation(() -> what, kind, target, clusterMillis -> built, expected.result(), client.deadline());
        return new Job<>(
                what,
                kind != Operation.Kind.READ,
                new Pending<>(
                        client.engine().call(operation),
                        response -> Replies.understood(response, expected.map()),
                        client.executor()));
    }

    record Expected<R>(ResultCase result, Function<Response, R> map) {}

    // ---------------------------------------------------------------------------------------------------------
    // topology

    /** The topology as a node has it; the client routes by it from now on, if it is newer than its own. */
    public ClusterTopology topology() {
        return fetchTopology().await();
    }

    public CompletionStage<ClusterTopology> topologyAsync() {
        return fetchTopology().stage();
    }

    private Job<ClusterTopology> fetchTopology() {
        Request.Builder request = Request.newBuilder().setTopology(TopologyRequest.getDefaultInstance());
        return job(
                "fetch the topology",
                Operation.Kind.READ,
                new Target.Anyone(),
                request,
                new Expected<>(ResultCase.TOPOLOGY, response -> {
                    client.engine().learn(response.getTopology());
                    return ClusterTopology.of(response.getTopology());
                }));
    }

    // ----------------------------------------------------------------------------------------------------------
    // buckets

    /**
     * Creates a bucket; once more with the same properties is no error.
     *
     * @param properties {@code placement} ({@code 3}, or {@code eu=2,us=2}), {@code r}, {@code w} (levels), {@code sloppy},
     *     {@code max-siblings}, {@code ttl}, {@code feed-retention}, {@code kind}, {@code feed} (of strong
     *     buckets: {@code true} if their changes are to be followed); the cluster's defaults for those that are not given
     * @return the epoch of the topology with the bucket
     */
    public long createBucket(String name, Map<String, String> properties) {
        return startCreate(name, properties).await();
    }

    public CompletionStage<Long> createBucketAsync(String name, Map<String, String> properties) {
        return startCreate(name, properties).stage();
    }

    private Job<Long> startCreate(String name, Map<String, String> properties) {
        return change(
                "create bucket " + name,
                Request.newBuilder()
                        .setCreateBucket(
                                CreateBucketRequest.newBuilder().setName(name).putAllProperties(properties)));
    }

    /** Changes properties of a bucket; those not named stay. Returns the epoch of the topology with the change. */
    public long setBucket(String name, Map<String, String> properties) {
        return startSet(name, properties).await();
    }

    public CompletionStage<Long> setBucketAsync(String name, Map<String, String> properties) {
        return startSet(name, properties).stage();
    }

    private Job<Long> startSet(String name, Map<String, String> properties) {
        return change(
                "set properties of bucket " + name,
                Request.newBuilder()
                        .setSetBucket(
                                SetBucketRequest.newBuilder().setName(name).putAllProperties(properties)));
    }

    /** Drops a bucket with all that is in it. Returns the epoch of the topology without it. */
    public long dropBucket(String name) {
        return startDrop(name).await();
    }

    public CompletionStage<Long> dropBucketAsync(String name) {
        return startDrop(name).stage();
    }

    private Job<Long> startDrop(String name) {
        return change(
                "drop bucket " + name,
                Request.newBuilder()
                        .setDropBucket(DropBucketRequest.newBuilder().setName(name)));
    }

    /**
     * Lets strong buckets go on with what the nodes have that are left: when so many have lost their disks, or run on copies, that none can
     * learn from a majority of others. Decided updates that none of them has are lost, deleted keys may come back, and until all of them have
     * told each other what they have none of them votes. With all nodes there, none of which has lost anything, nothing is lost by it.
     *
     * @param without numbers of nodes that are not waited for: they are gone, or come back later and learn from the others
     * @return the epoch of the topology from which on it holds
     * @throws BadRequest if too few are left for a majority of the replicas of some partition
     */
    public long acceptLoss(Collection<Integer> without) {
        return startAcceptLoss(without).await();
    }

    public CompletionStage<Long> acceptLossAsync(Collection<Integer> without) {
        return startAcceptLoss(without).stage();
    }

    private Job<Long> startAcceptLoss(Collection<Integer> without) {
        return change(
                "accept the loss of registers",
                Request.newBuilder()
                        .setAcceptLoss(AcceptLossRequest.newBuilder().addAllWithout(without)));
    }

    private Job<Long> change(String what, Request.Builder request) {
        return job(
                what,
                Operation.Kind.CHANGE,
                new Target.Anyone(),
                request,
                new Expected<>(
                        ResultCase.BUCKET_CHANGED,
                        response -> response.getBucketChanged().getEpoch()));
    }

    // ------------------------------------------------------------------------------------------------------ single
    // nodes

    /** @param node its number */
    public NodeStatus nodeStatus(int node) {
        return fetchStatus(node).await();
    }

    public CompletionStage<NodeStatus> nodeStatusAsync(int node) {
        return fetchStatus(node).stage();
    }

    private Job<NodeStatus> fetchStatus(int node) {
        return job(
                "status of node " + node,
                Operation.Kind.READ,
                new Target.OfNode(node),
                Request.newBuilder().setNodeStatus(NodeStatusRequest.getDefaultInstance()),
                new Expected<>(ResultCase.NODE_STATUS, response -> NodeStatus.of(response.getNodeStatus())));
    }

    /** The hints that a node keeps, the oldest first. @param limit how many at most */
    public List<Hint> hints(int node, int limit) {
        return fetchHints(node, limit).await();
    }

    public CompletionStage<List<Hint>> hintsAsync(int node, int limit) {
        return fetchHints(node, limit).stage();
    }

    private Job<List<Hint>> fetchHints(int node, int limit) {
        return job(
                "hints of node " + node,
                Operation.Kind.READ,
                new Target.OfNode(node),
                Request.newBuilder().setListHints(ListHintsRequest.newBuilder().setLimit(limit)),
                new Expected<>(
                        ResultCase.HINTS,
                        response -> response.getHints().getHintsList().stream()
                                .map(Hint::of)
                                .toList()));
    }

    /** Stops or resumes the delivery of hints by a node. */
    public void pauseHints(int node, boolean paused) {
        startPause(node, paused).await();
    }

    public CompletionStage<Boolean> pauseHintsAsync(int node, boolean paused) {
        return startPause(node, paused).stage();
    }

    private Job<Boolean> startPause(int node, boolean paused) {
        return job(
                (paused ? "pause" : "resume") + " hints of node " + node,
                Operation.Kind.CHANGE,
                new Target.OfNode(node),
                Request.newBuilder()
                        .setPauseHints(PauseHintsRequest.newBuilder().setPaused(paused)),
                new Expected<>(ResultCase.DONE, response -> paused));
    }

    /**
     * Forgets hints that a node has set aside because they came too late for their window, the oldest first. Each is the copy
     * of a sloppy write that this fallback had acknowledged; unless a replica has that write otherwise, it is gone then.
     *
     * @param limit at most so many of each shard of the node
     * @return how many; 0 if none is left
     */
    public long dropSetAsideHints(int node, int limit) {
        return startDropSetAside(node, limit).await();
    }

    public CompletionStage<Long> dropSetAsideHintsAsync(int node, int limit) {
        return startDropSetAside(node, limit).stage();
    }

    private Job<Long> startDropSetAside(int node, int limit) {
        return job(
                "drop set-aside hints of node " + node,
                Operation.Kind.CHANGE,
                new Target.OfNode(node),
                Request.newBuilder()
                        .setDropSetAsideHints(
                                DropSetAsideHintsRequest.newBuilder().setLimit(limit)),
                new Expected<>(
                        ResultCase.HINTS_DROPPED,
                        response -> response.getHintsDropped().getDropped()));
    }

    /**
     * Tells a node to compare its trees with those of other replicas as soon as possible, and to mend what differs. Of each pair of
     * nodes the one with the lower number asks: tell all nodes to have everything compared. Returns when it has begun;
     * {@link #treeStatus} with the {@code now} of this answer says when it is done.
     */
    public TreeStatus compareTrees(int node) {
        return startCompare(node).await();
    }

    public CompletionStage<TreeStatus> compareTreesAsync(int node) {
        return startCompare(node).stage();
    }

    private Job<TreeStatus> startCompare(int node) {
        return job(
                "compare trees of node " + node,
                Operation.Kind.CHANGE,
                new Target.OfNode(node),
                Request.newBuilder().setCompareTrees(CompareTreesRequest.getDefaultInstance()),
                new Expected<>(ResultCase.TREE_STATUS, response -> TreeStatus.of(response.getTreeStatus())));
    }

    /**
     * Tells a node to read all its rows against its trees now, without the usual pauses. Returns when it has begun; {@link
     * #treeStatus} with the {@code now} of this answer says how far it is.
     */
    public TreeStatus scrub(int node) {
        return startScrub(node).await();
    }

    public CompletionStage<TreeStatus> scrubAsync(int node) {
        return startScrub(node).stage();
    }

    private Job<TreeStatus> startScrub(int node) {
        return job(
                "scrub node " + node,
                Operation.Kind.CHANGE,
                new Target.OfNode(node),
                Request.newBuilder().setScrub(ScrubRequest.getDefaultInstance()),
                new Expected<>(ResultCase.TREE_STATUS, response -> TreeStatus.of(response.getTreeStatus())));
    }

    /** How the comparisons of a node stand. @param since by the node's clock: what it has found equal since then */
    public TreeStatus treeStatus(int node, Instant since) {
        return fetchTrees(node, since).await();
    }

    public CompletionStage<TreeStatus> treeStatusAsync(int node, Instant since) {
        return fetchTrees(node, since).stage();
    }

    private Job<TreeStatus> fetchTrees(int node, Instant since) {
        return job(
                "state of the trees of node " + node,
                Operation.Kind.READ,
                new Target.OfNode(node),
                Request.newBuilder()
                        .setTreeStatus(TreeStatusRequest.newBuilder().setSinceMillis(since.toEpochMilli())),
                new Expected<>(ResultCase.TREE_STATUS, response -> TreeStatus.of(response.getTreeStatus())));
    }

    /** Rows of nodes that are damaged. */
    public DamageAdmin damage() {
        return new DamageAdmin(this);
    }

    /** Tells a node to take no new requests, finish those in flight and stop. Returns when it has begun. */
    public void drain(int node) {
        startDrain(node).await();
    }

    public CompletionStage<Boolean> drainAsync(int node) {
        return startDrain(node).stage();
    }

    private Job<Boolean> startDrain(int node) {
        return job(
                "drain node " + node,
                Operation.Kind.CHANGE,
                new Target.OfNode(node),
                Request.newBuilder().setDrain(DrainRequest.getDefaultInstance()),
                new Expected<>(ResultCase.DONE, response -> true));
    }

    /**
     * What a node itself holds of a partition, in row order, without asking others.
     *
     * @param after the {@code next} of the previous page; {@link Bytes#EMPTY} for the first
     * @param limit rows at most; the node may send fewer
     */
    public ScanPage scanLocal(int node, int partition, Bytes after, int limit) {
        return startScan(node, partition, after, limit).await();
    }

    public CompletionStage<ScanPage> scanLocalAsync(int node, int partition, Bytes after, int limit) {
        return startScan(node, partition, after, limit).stage();
    }

    private Job<ScanPage> startScan(int node, int partition, Bytes after, int limit) {
        return job(
                "scan partition " + partition + " on node " + node,
                Operation.Kind.READ,
                new Target.OfNode(node),
                Request.newBuilder()
                        .setScanLocal(ScanLocalRequest.newBuilder()
                                .setPartition(partition)
                                .setAfter(Replies.toWire(after))
                                .setLimit(limit)),
                new Expected<>(ResultCase.SCANNED, response -> ScanPage.of(response.getScanned())));
    }
}

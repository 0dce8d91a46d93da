package io.kvorum.client.call;

import io.kvorum.client.Endpoint;
import io.kvorum.client.connect.Answer;
import io.kvorum.client.connect.ConnectionListener;
import io.kvorum.client.connect.Exchange;
import io.kvorum.client.connect.NodeConnection;
import io.kvorum.client.connect.NodeConnection.Health;
import io.kvorum.client.connect.Transport;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.ServerHello;
import io.kvorum.protocol.client.TopologyRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the client knows of the cluster: connections, topology, time. Runs on the event loop.
 *
 * <p>A node is reached by the address that the application gave, if the node that answers there says that it is that node;
 * else by its address in the topology. So a cluster behind port mappings works as long as its nodes are given.
 */
final class Cluster implements ConnectionListener {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private record Down(ErrorCode code, String reason) {}

    private final CallSettings settings;
    private final Transport transport;
    private final ClusterClock clock;
    private final Runnable whenReady;
    private final Consumer<Answer.NotSent> whenAllDown;
    private final Consumer<NodeConnection> whenSilent;
    private final Map<Endpoint, NodeConnection> connections = new LinkedHashMap<>();
    private final Map<Integer, NodeConnection> byNumber = new TreeMap<>();
    private final Map<NodeConnection, Down> down = new LinkedHashMap<>();
    private volatile @Nullable RoutingTable routing;
    private @Nullable Exchange refresh;
    private long nextRefreshNanos = System.nanoTime();
    private boolean closed;

    Cluster(
            CallSettings settings,
            Transport transport,
            ClusterClock clock,
            Runnable whenReady,
            Consumer<Answer.NotSent> whenAllDown,
            Consumer<NodeConnection> whenSilent) {
        this.settings = settings;
        this.transport = transport;
        this.clock = clock;
        this.whenReady = whenReady;
        this.whenAllDown = whenAllDown;
        this.whenSilent = whenSilent;
    }

    /** Connects to the endpoints, in an order of its own so that clients spread. */
    void start() {
        List<Endpoint> endpoints = new ArrayList<>(settings.endpoints());
        Collections.shuffle(endpoints);
        endpoints.forEach(endpoint -> connectionTo(endpoint).start());
    }

    void close() {
        closed = true;
        List.copyOf(connections.values()).forEach(NodeConnection::close);
    }

    /** The present table, from any thread; null before the first. */
    @Nullable
    RoutingTable routing() {
        return routing;
    }

    // ------------------------------------------------------------------------------------------------------------
    // routing

    /** The best connection that is not among those tried; null if none can be used. */
    @Nullable
    NodeConnection choose(Target target, Set<NodeConnection> tried) {
        return switch (target) {
            case Target.OfKey(var bucket, var key) -> {
                RoutingTable table = routing;
                int[] replicas = table == null ? new int[0] : table.replicas(bucket, key);
                NodeConnection replica = bestReplica(table, replicas, tried);
                yield replica != null && replica.health() == Health.READY ? replica : better(replica, anyone(tried));
            }
            case Target.OfNode(var node) -> {
                NodeConnection only = byNumber.get(node);
                yield only == null || tried.contains(only) || only.health() == Health.DOWN ? null : only;
            }
            case Target.Anyone() -> anyone(tried);
        };
    }

    private @Nullable NodeConnection bestReplica(
            @Nullable RoutingTable table, int[] replicas, Set<NodeConnection> tried) {
        NodeConnection best = null;
        int bestRank = Integer.MAX_VALUE;
        for (int number : replicas) {
            NodeConnection connection = byNumber.get(number);
            if (connection == null || tried.contains(connection) || connection.health() == Health.DOWN) {
                continue;
            }
            int rank = 2 * connection.health().ordinal() + (isNear(table, number) ? 0 : 1);
            if (rank < bestRank) {
                bestRank = rank;
                best = connection;
            }
        }
        return best;
    }

    private boolean isNear(@Nullable RoutingTable table, int number) {
        if (settings.region().isEmpty() || table == null) {
            return true;
        }
        RoutingTable.Member member = table.members().get(number);
        return member != null && member.region().equals(settings.region().get());
    }

    private @Nullable NodeConnection anyone(Set<NodeConnection> tried) {
        NodeConnection best = null;
        for (NodeConnection connection : connections.values()) {
            if (!tried.contains(connection) && connection.health() != Health.DOWN) {
                best = better(best, connection);
            }
        }
        return best;
    }

    private static @Nullable NodeConnection better(@Nullable NodeConnection first, @Nullable NodeConnection second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return second.health().compareTo(first.health()) < 0 ? second : first;
    }

    /** Why there is nobody to ask. */
    Answer.NotSent whyNobody(Target target) {
        if (target instanceof Target.OfNode(var node)) {
            NodeConnection only = byNumber.get(node);
            if (only == null) {
                RoutingTable table = routing;
                boolean leftOut = table != null && table.members().containsKey(node);
                return new Answer.NotSent(
                        ErrorCode.ERROR_CODE_BAD_REQUEST,
                        leftOut ? "only other nodes are to be asked, not node " + node : "there is no node " + node);
            }
            Down why = down.get(only);
            return new Answer.NotSent(
                    ErrorCode.ERROR_CODE_UNAVAILABLE,
                    "node " + node + " cannot be reached: " + (why == null ? "not connected yet" : why.reason()));
        }
        // That the cluster is another one matters more than that some other node is down.
        ErrorCode code = down.size() == connections.size()
                        && down.values().stream().allMatch(why -> Failures.isForeign(why.code()))
                ? down.values().iterator().next().code()
                : ErrorCode.ERROR_CODE_UNAVAILABLE;
        List<String> reasons = new ArrayList<>();
        down.forEach((connection, why) -> reasons.add(connection.endpoint() + ": " + why.reason()));
        return new Answer.NotSent(code, reasons.isEmpty() ? "not connected yet" : String.join("; ", reasons));
    }

    // ------------------------------------------------------------------------------------------- connections and
    // topology

    private NodeConnection connectionTo(Endpoint endpoint) {
        return connections.computeIfAbsent(
                endpoint, to -> new NodeConnection(to, transport, settings.connections(), this));
    }

    @Override
    public String clusterId() {
        RoutingTable table = routing;
        return table == null ? "" : table.source().getClusterId();
    }

    @Override
    public void ready(NodeConnection connection, ServerHello hello) {
        down.remove(connection);
        byNumber.entrySet().removeIf(entry -> entry.getValue() == connection && entry.getKey() != hello.getNode());
        NodeConnection before = byNumber.get(hello.getNode());
        if (before != connection && (before == null || !before.answers())) {
            byNumber.put(hello.getNode(), connection);
            if (before != null) {
                dropUnlessGiven(before);
            }
        }
        RoutingTable table = routing;
        if (table == null || hello.getEpoch() > table.epoch()) {
            refreshFrom(connection);
        }
    }

    @Override
    public void serverTime(NodeConnection connection, long wallMillis, long nanos) {
        clock.learn(connection, wallMillis, nanos);
    }

    @Override
    public void silent(NodeConnection connection) {
        whenSilent.accept(connection);
    }

    @Override
    public void down(NodeConnection connection, ErrorCode code, String reason) {
        if (down.put(connection, new Down(code, reason)) == null) {
            LOG.info("{} is down: {}", connection.endpoint(), reason);
        }
        clock.forget(connection);
        if (routing == null && down.size() == connections.size()) {
            whenAllDown.accept(whyNobody(new Target.Anyone()));
        }
    }

    /** A server answered under this epoch: if it is newer than the table, the table is fetched from it. */
    void sawEpoch(NodeConnection from, long epoch) {
        RoutingTable table = routing;
        if (table == null || epoch > table.epoch()) {
            refreshFrom(from);
        }
    }

    private void refreshFrom(NodeConnection from) {
        long now = System.nanoTime();
        if (refresh != null || closed || now - nextRefreshNanos < 0) {
            return;
        }
        nextRefreshNanos = now + CallSettings.REFRESH_PAUSE.toNanos();
        Request request = Request.newBuilder()
                .setAttempt(1)
                .setTopology(TopologyRequest.getDefaultInstance())
                .build();
        long timeoutNanos = CallSettings.REFRESH_TIMEOUT.toNanos();
        Exchange exchange = from.send(request, now + timeoutNanos, answer -> refreshed(from, answer));
        refresh = exchange;
        transport.later(() -> refreshTimeout(from, exchange), timeoutNanos);
    }

    private void refreshTimeout(NodeConnection from, Exchange exchange) {
        if (refresh == exchange) {
            exchange.cancel();
            refreshed(from, new Answer.Lost("no topology in time"));
        }
    }

    private void refreshed(NodeConnection from, Answer answer) {
        refresh = null;
        if (answer instanceof Answer.Answered(Response response) && response.hasTopology()) {
            try {
                install(new RoutingTable(response.getTopology()));
            } catch (IllegalArgumentException e) {
                LOG.warn("a node sent a topology that cannot be used: {}", e.getMessage());
            }
        }
        if (routing == null) {
            transport.later(() -> bootstrapAgain(from), CallSettings.REFRESH_PAUSE.toNanos());
        }
    }

    private void bootstrapAgain(NodeConnection last) {
        NodeConnection other = anyone(Set.of(last));
        NodeConnection from = other != null && other.answers() ? other : last;
        if (routing == null && from.answers()) {
            refreshFrom(from);
        }
    }

    /** Takes over a newer table. */
    void install(RoutingTable table) {
        RoutingTable before = routing;
        if (before != null
                && (table.epoch() <= before.epoch()
                        || !table.source().getClusterId().equals(clusterId()))) {
            return;
        }
        routing = table;
        LOG.debug(
                "topology of epoch {} with {} nodes",
                table.epoch(),
                table.members().size());
        for (RoutingTable.Member member : table.members().values()) {
            NodeConnection present = byNumber.get(member.number());
            boolean wanted = !settings.onlyGiven() || settings.endpoints().contains(member.endpoint());
            if (wanted && (present == null || !present.answers())) {
                NodeConnection connection = connectionTo(member.endpoint());
                byNumber.put(member.number(), connection);
                connection.start();
                if (present != null && present != connection) {
                    dropUnlessGiven(present);
                }
            }
        }
        List<NodeConnection> gone = new ArrayList<>();
        byNumber.entrySet().removeIf(entry -> {
            boolean left = !table.members().containsKey(entry.getKey());
            return left && gone.add(entry.getValue());
        });
        gone.forEach(this::dropUnlessGiven);
        whenReady.run();
    }

    private void dropUnlessGiven(NodeConnection connection) {
        if (!settings.endpoints().contains(connection.endpoint()) && !byNumber.containsValue(connection)) {
            connections.remove(connection.endpoint());
            down.remove(connection);
            clock.forget(connection);
            connection.close();
        }
    }
}

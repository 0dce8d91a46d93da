package io.kvorum.bench.drivers;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.session.Session;
import io.kvorum.bench.peer.StoreOpener;
import io.kvorum.bench.store.Store;
import io.kvorum.harness.live.Deadline;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Connects to Cassandra: token-aware within the local data centre, quorum reads and writes, prepared statements. */
public final class CassandraOpener implements StoreOpener {
    private static final String DATA_CENTER = "datacenter1";
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final String KEYSPACE = """
        CREATE KEYSPACE IF NOT EXISTS bench
        WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}\
        """;

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS bench.pairs (k blob PRIMARY KEY, v blob)";

    @Override
    public String kind() {
        return "cassandra";
    }

    @Override
    public String driver() {
        return "java-driver-core " + Session.OSS_DRIVER_COORDINATES.getVersion() + ", token-aware, prepared";
    }

    @Override
    public Store open(List<String> endpoints) throws InterruptedException {
        CqlSession session = CqlSession.builder()
                .addContactPoints(
                        endpoints.stream().map(CassandraOpener::address).toList())
                .withLocalDatacenter(DATA_CENTER)
                .withConfigLoader(configuration())
                .build();
        boolean ready = false;
        try {
            awaitNodes(session, endpoints.size());
            layOut(session, KEYSPACE, TABLE);
            ready = true;
            return new CassandraStore(session);
        } finally {
            if (!ready) {
                session.close();
            }
        }
    }

    private static InetSocketAddress address(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        return new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
    }

    private static DriverConfigLoader configuration() {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, DefaultConsistencyLevel.QUORUM.name())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                // Kvorum's client and the other drivers get no more either: a thread of the client is one less for
                // servers.
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                .build();
    }

    /** A quorum would do, but then the third replica would catch up while the others are measured. */
    private static void awaitNodes(CqlSession session, int nodes) throws InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (session.getMetadata().getNodes().values().stream()
                        .filter(node -> node.getState() == NodeState.UP)
                        .count()
                < nodes) {
            if (deadline.isPast()) {
                throw new IllegalStateException("not all " + nodes + " nodes of Cassandra are up: "
                        + session.getMetadata().getNodes().values());
            }
            deadline.pause(POLL);
        }
    }

    /** The schema is agreed on among nodes that may have met just now, so it is asked for until that succeeds. */
    static void layOut(CqlSession session, String... statements) throws InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (true) {
            try {
                for (String statement : statements) {
                    session.execute(statement);
                }
                if (session.checkSchemaAgreement()) {
                    return;
                }
            } catch (DriverException e) {
                if (deadline.isPast()) {
                    throw new IllegalStateException("Cassandra does not take the schema: " + e.getMessage(), e);
                }
            }
            deadline.pause(POLL);
        }
    }
}

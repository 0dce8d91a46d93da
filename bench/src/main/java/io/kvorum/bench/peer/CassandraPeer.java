package io.kvorum.bench.peer;

import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Three Cassandra nodes, each a JVM at an address of its own of the loopback network. */
record CassandraPeer(CommitLog commitLog, Path kvorumHome) implements Peer {
    private static final int NODES = 3;
    private static final Duration READY = Duration.ofMinutes(4);

    private static final String LOGBACK = """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="out"/></root>
          <logger name="org.apache.cassandra.service" level="INFO"/>
        </configuration>
        """;

    @Override
    public String name() {
        return commitLog == CommitLog.PERIODIC ? "cassandra" : "cassandra-batch";
    }

    @Override
    public String promise() {
        return commitLog == CommitLog.PERIODIC
                ? "3 replicas, quorum; a write is in the memory of 2 nodes, fsynced within 10 seconds; last write wins"
                : "3 replicas, quorum; a write is fsynced on 2 nodes before it is acknowledged; last write wins";
    }

    @Override
    public String strongPromise() {
        return "3 replicas; UPDATE ... IF of a version column, paxos v2, SERIAL; a decision is "
                + (commitLog == CommitLog.PERIODIC
                        ? "in the memory of 2 nodes, fsynced within 10 seconds"
                        : "fsynced on 2 nodes")
                + "; reads at SERIAL";
    }

    @Override
    public void check() {
        Executables.findJava(CassandraJvm.FEATURE);
        StoreOpener.of("cassandra");
    }

    @Override
    public RunningPeer start(PeerSite site) throws IOException, InterruptedException {
        StoreOpener opener = StoreOpener.of("cassandra");
        CassandraJars jars = new CassandraJars(kvorumHome);
        CassandraJvm jvm = new CassandraJvm(Executables.findJava(CassandraJvm.FEATURE), jars.classPath(site::say));
        List<Integer> ports = freePorts();
        CassandraCluster cluster = new CassandraCluster(NODES, ports.get(0), ports.get(1), commitLog);
        List<ServerProcess> nodes = new ArrayList<>();
        for (int node = 1; node <= NODES; node++) {
            nodes.add(startNode(site, cluster, node, jvm));
        }
        Deadline deadline = Deadline.in(READY);
        for (int node = 1; node <= NODES; node++) {
            InetSocketAddress address = new InetSocketAddress(cluster.address(node), cluster.clientPort());
            nodes.get(node - 1).await(ServerProcess.listening(address), deadline);
        }
        return new RunningPeer(
                "Cassandra " + jars.version(),
                settings(cluster, opener),
                nodes.stream().map(ServerProcess::pid).toList(),
                records -> opener.open(cluster.endpoints()));
    }

    private ServerProcess startNode(PeerSite site, CassandraCluster cluster, int node, CassandraJvm jvm)
            throws IOException {
        String name = name() + "-" + node;
        Path home = Files.createDirectories(site.directory().resolve(name));
        Files.writeString(home.resolve("cassandra.yaml"), new CassandraYaml(cluster, node, home).text());
        Files.writeString(home.resolve("logback.xml"), LOGBACK);
        return site.start(name, jvm.command(home), Map.of());
    }

    private static SortedMap<String, String> settings(CassandraCluster cluster, StoreOpener opener) {
        SortedMap<String, String> settings = new TreeMap<>();
        Path nowhere = Path.of("-");
        Map<String, Object> yaml = new CassandraYaml(cluster, 1, nowhere).settings();
        for (String name : List.of(
                "commitlog_sync",
                "commitlog_disk_access_mode",
                "memtable_allocation_type",
                "sstable",
                "concurrent_writes",
                "key_cache_size",
                "paxos_variant")) {
            settings.put(name, String.valueOf(yaml.get(name)));
        }
        settings.put("memtable", "trie");
        settings.put("compaction", "unified, T4");
        settings.put("heap", CassandraJvm.HEAP);
        settings.put("java", Integer.toString(CassandraJvm.FEATURE));
        settings.put("servers", NODES + ", replication 3, quorum reads and writes");
        settings.put("driver", opener.driver());
        return settings;
    }

    private static List<Integer> freePorts() {
        // More than needed: a port may be free at the first address and taken at another one.
        List<Integer> free = LocalPorts.free(20).stream()
                .filter(port -> CassandraCluster.isFree(port, NODES))
                .toList();
        if (free.size() < 2) {
            throw new IllegalStateException("no two ports are free at 127.0.0.1 to 127.0.0." + NODES);
        }
        return free;
    }
}

package io.kvorum.bench.peer;

import io.kvorum.bench.workload.Workload;
import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One Redis server with an append-only file. It has no replica: what it is good for here is the price of one copy on one
 * disk.
 *
 * @param fsync {@code everysec} or {@code always}
 */
record RedisPeer(String fsync) implements Peer {
    private static final Duration READY = Duration.ofSeconds(20);
    private static final Pattern VERSION = Pattern.compile("v=(\\S+)");

    @Override
    public String name() {
        return "redis-" + fsync;
    }

    @Override
    public String promise() {
        return fsync.equals("always")
                ? "one copy; a write is fsynced before it is acknowledged (many in one fsync)"
                : "one copy; a write is in the system's page cache, fsynced within a second or two";
    }

    @Override
    public Optional<String> leavesOut(Workload workload) {
        return workload.isStrong()
                ? Optional.of("workload " + workload.name() + " is left out: a Redis server decides alone, and what is"
                        + " measured here is the price of a decision that a majority of three keeps")
                : Optional.empty();
    }

    @Override
    public void check() {
        server();
        StoreOpener.of("redis");
    }

    private static Path server() {
        return Executables.find("redis-server", "redis-server");
    }

    @Override
    public RunningPeer start(PeerSite site) throws IOException, InterruptedException {
        Path program = server();
        StoreOpener opener = StoreOpener.of("redis");
        int port = LocalPorts.free(1).get(0);
        SortedMap<String, String> settings = new TreeMap<>(
                Map.of("appendonly", "yes", "appendfsync", fsync, "save", "", "servers", "1 (no replica)"));
        ServerProcess process = site.start(
                name(),
                List.of(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        site.directory().toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        fsync,
                        "--save",
                        "",
                        "--loglevel",
                        "warning"),
                Map.of());
        process.await(ServerProcess.listening(new InetSocketAddress("127.0.0.1", port)), Deadline.in(READY));
        settings.put("driver", opener.driver());
        return new RunningPeer(
                "Redis " + Executables.version(List.of(program.toString(), "--version"), VERSION),
                settings,
                List.of(process.pid()),
                records -> opener.open(List.of("127.0.0.1:" + port)));
    }
}

package io.kvorum.bench.peer;

import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalPorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Three etcd members on loopback. */
record EtcdPeer() implements Peer {
    private static final int MEMBERS = 3;
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int HEALTH_TIMEOUT_MS = 2_000;
    private static final Pattern VERSION = Pattern.compile("etcd Version: (\\S+)");

    /** The two that differ from what is shipped: members that share two cores are late at times, and no space alarm. */
    private static final String ELECTION_TIMEOUT_MS = "5000";

    private static final String QUOTA_BYTES = "8589934592";

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public String promise() {
        return "3 members; a write is fsynced on a majority and ordered before all later ones; reads are linearizable";
    }

    @Override
    public String strongPromise() {
        return "3 members; a transaction that compares the key's revision is fsynced on a majority; reads are"
                + " linearizable";
    }

    @Override
    public void check() {
        server();
        StoreOpener.of("etcd");
    }

    private static Path server() {
        return Executables.find("etcd", "etcd-server");
    }

    @Override
    public RunningPeer start(PeerSite site) throws IOException, InterruptedException {
        Path program = server();
        StoreOpener opener = StoreOpener.of("etcd");
        List<Integer> ports = LocalPorts.free(2 * MEMBERS);
        List<ServerProcess> members = new ArrayList<>();
        for (int number = 0; number < MEMBERS; number++) {
            members.add(site.start(memberName(number), command(program, site, number, ports), Map.of()));
        }
        Deadline deadline = Deadline.in(READY);
        for (int number = 0; number < MEMBERS; number++) {
            String health = clientUrl(ports, number) + "/health";
            members.get(number).await(() -> isHealthy(health), deadline);
        }
        SortedMap<String, String> settings = new TreeMap<>(Map.of(
                "servers",
                Integer.toString(MEMBERS),
                "election-timeout",
                ELECTION_TIMEOUT_MS,
                "quota-backend-bytes",
                QUOTA_BYTES,
                "reads",
                "linearizable",
                "driver",
                opener.driver()));
        List<String> endpoints = new ArrayList<>();
        for (int number = 0; number < MEMBERS; number++) {
            endpoints.add("127.0.0.1:" + ports.get(number));
        }
        return new RunningPeer(
                "etcd " + Executables.version(List.of(program.toString(), "--version"), VERSION),
                settings,
                members.stream().map(ServerProcess::pid).toList(),
                records -> opener.open(endpoints));
    }

    private static List<String> command(Path program, PeerSite site, int number, List<Integer> ports) {
        List<String> all = new ArrayList<>();
        for (int member = 0; member < MEMBERS; member++) {
            all.add(memberName(member) + "=" + peerUrl(ports, member));
        }
        return List.of(
                program.toString(),
                "--name=" + memberName(number),
                "--data-dir=" + site.directory().resolve(memberName(number)),
                "--listen-client-urls=" + clientUrl(ports, number),
                "--advertise-client-urls=" + clientUrl(ports, number),
                "--listen-peer-urls=" + peerUrl(ports, number),
                "--initial-advertise-peer-urls=" + peerUrl(ports, number),
                "--initial-cluster=" + String.join(",", all),
                "--initial-cluster-state=new",
                "--election-timeout=" + ELECTION_TIMEOUT_MS,
                "--quota-backend-bytes=" + QUOTA_BYTES,
                "--logger=zap",
                "--log-level=warn");
    }

    private static String memberName(int number) {
        return "etcd-" + (number + 1);
    }

    private static String clientUrl(List<Integer> ports, int number) {
        return "http://127.0.0.1:" + ports.get(number);
    }

    private static String peerUrl(List<Integer> ports, int number) {
        return "http://127.0.0.1:" + ports.get(MEMBERS + number);
    }

    /** A member is healthy when it has a leader. */
    private static boolean isHealthy(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        try {
            connection.setConnectTimeout(HEALTH_TIMEOUT_MS);
            connection.setReadTimeout(HEALTH_TIMEOUT_MS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }
}

package io.kvorum.bench.peer;

import java.nio.file.Path;
import java.util.List;

/** All peers that there are. */
public final class Peers {
    /** Kvorum itself. */
    public static final String KVORUM = "kvorum";

    private final List<Peer> all;

    /** @param kvorumHome the folder of Kvorum's sources, where the project that fetches Cassandra is */
    public Peers(Path kvorumHome) {
        all = List.of(
                new KvorumPeer(kvorumHome),
                new CassandraPeer(CommitLog.PERIODIC, kvorumHome),
                new CassandraPeer(CommitLog.BATCH, kvorumHome),
                new EtcdPeer(),
                new RedisPeer("everysec"),
                new RedisPeer("always"));
    }

    public List<String> names() {
        return all.stream().map(Peer::name).toList();
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public Peer named(String name) {
        return all.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no peer '" + name + "'; there are " + names()));
    }
}

package io.kvorum.bench.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the nodes of a Cassandra cluster are: one address of the loopback network each, and the same ports on all, as
 * Cassandra wants it.
 */
record CassandraCluster(int nodes, int storagePort, int clientPort, CommitLog commitLog) {
    /** @param node from 1 */
    String address(int node) {
        return "127.0.0." + node;
    }

    List<String> endpoints() {
        return IntStream.rangeClosed(1, nodes)
                .mapToObj(node -> address(node) + ":" + clientPort)
                .toList();
    }

    /** Whether nobody listens at this port of any of the addresses. */
    static boolean isFree(int port, int nodes) {
        for (int node = 1; node <= nodes; node++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0." + node, port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}

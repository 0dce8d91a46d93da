package io.kvorum.bench.rounds;

import io.kvorum.bench.peer.Peer;
import io.kvorum.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is compared.
 *
 * @param peers in the order in which they take turns
 * @param reference the peer whose throughput sets the rate of the open loops
 * @param workloads with the same records (or one key), which are loaded once per round and peer; a peer leaves out those
 *     that it cannot be asked
 * @param threads numbers of clients; one closed loop for each
 * @param rounds in each of which every peer has its turn
 * @param rateShare of the reference's best throughput in the first round, at which an open loop is run on every peer; no
 *     open loop if empty
 * @param settle how long at most a peer is put under load before the first measurement of its turn
 * @param warmUp before each measurement
 * @param measured of each measurement
 * @param seed of keys and kinds of operations; each peer gets the same
 * @param directory where data and logs are, in a folder for each turn
 * @param keepFiles whether they stay
 */
public record RoundsPlan(
        List<Peer> peers,
        Peer reference,
        List<Workload> workloads,
        List<Integer> threads,
        int rounds,
        OptionalDouble rateShare,
        Duration settle,
        Duration warmUp,
        Duration measured,
        long seed,
        Path directory,
        boolean keepFiles) {
    /** Once is needed to know the rate for the others, so the reference goes first. */
    public RoundsPlan {
        List<Peer> order = new ArrayList<>(peers);
        if (rateShare.isPresent() && order.remove(reference)) {
            order.add(0, reference);
        }
        peers = List.copyOf(order);
        workloads = List.copyOf(workloads);
        threads = List.copyOf(threads);
        if (peers.isEmpty() || workloads.isEmpty() || threads.isEmpty() || rounds < 1) {
            throw new IllegalArgumentException("at least one peer, workload, number of threads and round is needed");
        }
        if (peers.stream().map(Peer::name).distinct().count() < peers.size()) {
            throw new IllegalArgumentException("each peer can be named once");
        }
        if (!peers.contains(reference)) {
            throw new IllegalArgumentException("the reference, " + reference.name() + ", is not among the peers");
        }
        if (rateShare.isPresent()
                && workloads.stream()
                        .anyMatch(workload -> reference.leavesOut(workload).isPresent())) {
            throw new IllegalArgumentException(
                    "the reference, " + reference.name() + ", cannot be asked all workloads, and so sets no rate");
        }
        if (threads.stream().anyMatch(number -> number < 1)) {
            throw new IllegalArgumentException("at least one thread is needed");
        }
        if (rateShare.isPresent() && !(rateShare.getAsDouble() > 0 && rateShare.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("the share of the rate is above 0, and at most 1");
        }
    }

    /** Those that a peer can be asked. */
    public List<Workload> workloadsOf(Peer peer) {
        return workloads.stream()
                .filter(workload -> peer.leavesOut(workload).isEmpty())
                .toList();
    }

    public int mostThreads() {
        return threads.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** Without starting and loading. */
    public Duration measuringTime() {
        Duration sum = Duration.ZERO;
        for (Peer peer : peers) {
            List<Workload> asked = workloadsOf(peer);
            int cells = asked.size() * (threads.size() + (rateShare.isPresent() ? 1 : 0));
            long kinds = asked.stream().map(Workload::isStrong).distinct().count();
            sum = sum.plus(settle.multipliedBy(kinds))
                    .plus(warmUp.plus(measured).multipliedBy(cells));
        }
        return sum.multipliedBy(rounds);
    }
}

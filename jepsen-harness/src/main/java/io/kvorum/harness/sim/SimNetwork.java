package io.kvorum.harness.sim;

import io.kvorum.replication.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Links between nodes. A message is delayed, lost, doubled or overtaken; links are cut in one or both directions. What a
 * node believes of another (up or down) follows the truth late and sometimes wrongly. A new connection drops what was under
 * way on the old one; messages of a process that died may arrive until then.
 */
final class SimNetwork {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final int LATE_MUTATIONS_PERCENT = 50;

    /** A message under way, held back by a script. */
    record InFlight(int from, int to, long epoch, PeerMemory.Sender sender, PeerMessage message) {}

    private final SimWorld world;
    private final SimRandom random;
    private final int size;
    private final int[] cuts;
    private final int[] wrongDowns;
    private final boolean[] believedUp;
    private final int[] generation;
    private final long[] lastArrival;
    private final long[] extraDelay;
    private final List<InFlight> heldBack = new ArrayList<>();
    private Predicate<InFlight> holdBack = message -> false;

    double lossPercent;
    double duplicatePercent;
    double reorderPercent;
    double codecPercent;
    long lateWriteBackNanos;
    long minDelayNanos = 100 * MICRO;
    long maxDelayNanos = 3 * MILLI;

    SimNetwork(SimWorld world, SimRandom random, int nodes) {
        this.world = world;
        this.random = random;
        this.size = nodes + 1;
        this.cuts = new int[size * size];
        this.wrongDowns = new int[size * size];
        this.believedUp = new boolean[size * size];
        this.generation = new int[size * size];
        this.lastArrival = new long[size * size];
        this.extraDelay = new long[size * size];
    }

    // Faults.

    /** Messages from one node to the other are lost from now on; undone by the same call with {@code false}. */
    void cut(int from, int to, boolean cut) {
        cuts[link(from, to)] += cut ? 1 : -1;
        lookAgain(from, to);
    }

    /** The failure detector of one node is wrong about the other. */
    void mistake(int at, int about, boolean wrong) {
        wrongDowns[link(at, about)] += wrong ? 1 : -1;
        judge(at, about);
    }

    /** Messages on this link take this much longer, and may be overtaken by later ones. */
    void slow(int from, int to, long nanos) {
        extraDelay[link(from, to)] = nanos;
    }

    /** The connection breaks and comes again: what was under way is gone. */
    void reset(int one, int other) {
        generation[link(one, other)]++;
        generation[link(other, one)]++;
        setBelief(one, other, false);
        setBelief(other, one, false);
        lookAgain(one, other);
    }

    /** Ends every fault of the network. */
    void heal() {
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = 0;
            wrongDowns[i] = 0;
            extraDelay[i] = 0;
        }
        lossPercent = 0;
        duplicatePercent = 0;
        reorderPercent = 0;
        lateWriteBackNanos = 0;
        minDelayNanos = 100 * MICRO;
        maxDelayNanos = 3 * MILLI;
        holdBack = message -> false;
        releaseAll();
        for (int one = 1; one < size; one++) {
            for (int other = one + 1; other < size; other++) {
                lookAgain(one, other);
            }
        }
    }

    boolean isCut(int from, int to) {
        return cuts[link(from, to)] > 0;
    }

    boolean isWhole() {
        for (int i = 0; i < cuts.length; i++) {
            if (cuts[i] > 0 || wrongDowns[i] > 0) {
                return false;
            }
        }
        return true;
    }

    // Scripts.

    /** From now on such messages wait until a script delivers or drops them. */
    void holdBack(Predicate<InFlight> which) {
        holdBack = which;
    }

    List<InFlight> heldBack() {
        return List.copyOf(heldBack);
    }

    int deliverHeld(Predicate<InFlight> which) {
        List<InFlight> chosen = takeHeld(which);
        chosen.forEach(message -> arrive(message, generation[link(message.from(), message.to())]));
        return chosen.size();
    }

    int dropHeld(Predicate<InFlight> which) {
        return takeHeld(which).size();
    }

    private List<InFlight> takeHeld(Predicate<InFlight> which) {
        List<InFlight> chosen = heldBack.stream().filter(which).toList();
        heldBack.removeAll(chosen);
        return chosen;
    }

    private void releaseAll() {
        deliverHeld(message -> true);
    }

    // Traffic.

    void send(int from, int to, long epoch, PeerMessage message) {
        int link = link(from, to);
        if (to < 1 || to >= size || !believedUp[link]) {
            return;
        }
        PeerMessage sent = message;
        if (codecPercent > 0 && random.chance(codecPercent)) {
            sent = world.throughCodec(message);
        }
        InFlight flight = new InFlight(from, to, epoch, PeerMemory.Sender.of(world.node(from)), sent);
        world.watch().onSent(flight);
        if (holdBack.test(flight)) {
            heldBack.add(flight);
            return;
        }
        if (lossPercent > 0 && random.chance(lossPercent)) {
            return;
        }
        long arrival = world.now() + random.skewed(minDelayNanos, maxDelayNanos) + extraDelay[link];
        boolean late = lateWriteBackNanos > 0 && isLate(message);
        boolean overtakes = late || extraDelay[link] > 0 || (reorderPercent > 0 && random.chance(reorderPercent));
        if (overtakes) {
            arrival += random.between(0, 10 * MILLI) + (late ? lateWriteBackNanos : 0);
        } else {
            arrival = Math.max(arrival, lastArrival[link] + 1);
            lastArrival[link] = arrival;
        }
        int sentGeneration = generation[link];
        world.queue().at(arrival, () -> arrive(flight, sentGeneration));
        if (duplicatePercent > 0 && random.chance(duplicatePercent)) {
            world.queue().at(arrival + random.skewed(MICRO, 400 * MILLI), () -> arrive(flight, sentGeneration));
        }
    }

    /** Half-written rows are what a read writes back: some mutations are late, too. */
    private boolean isLate(PeerMessage message) {
        return message instanceof PeerMessage.RepairRow
                || (message instanceof PeerMessage.ApplyMutation && random.chance(LATE_MUTATIONS_PERCENT));
    }

    private void arrive(InFlight flight, int sentGeneration) {
        int link = link(flight.from(), flight.to());
        SimNode receiver = world.node(flight.to());
        if (cuts[link] > 0 || generation[link] != sentGeneration || !receiver.isUp()) {
            return;
        }
        world.watch().onArrival(flight);
        // The watcher may have crashed the receiver just before the message.
        if (receiver.isUp()) {
            receiver.memory().heard(flight.sender());
            receiver.fromPeer(flight.from(), flight.epoch(), flight.message());
        }
    }

    // Who believes whom to be up.

    void crashed(int node) {
        for (int other = 1; other < size; other++) {
            if (other != node) {
                generation[link(other, node)]++;
                believedUp[link(node, other)] = false;
                lookAgain(node, other);
            }
        }
    }

    void booted(int node) {
        for (int other = 1; other < size; other++) {
            if (other != node) {
                lookAgain(node, other);
            }
        }
    }

    /** Both ends will notice how things stand, each at its own time. */
    private void lookAgain(int one, int other) {
        world.queue().after(random.skewed(5 * MILLI, 400 * MILLI), () -> judge(one, other));
        world.queue().after(random.skewed(5 * MILLI, 400 * MILLI), () -> judge(other, one));
    }

    private void judge(int at, int about) {
        boolean up = world.node(at).isUp()
                && world.node(about).isUp()
                && cuts[link(at, about)] == 0
                && cuts[link(about, at)] == 0
                && wrongDowns[link(at, about)] == 0;
        setBelief(at, about, up);
    }

    private void setBelief(int at, int about, boolean up) {
        int link = link(at, about);
        if (believedUp[link] == up || !world.node(at).isUp()) {
            return;
        }
        believedUp[link] = up;
        if (up) {
            // A new connection: what the other side sent on the old one is not read any more.
            generation[link(about, at)]++;
        }
        world.node(at).peerChanged(about, up);
    }

    private int link(int from, int to) {
        return from * size + to;
    }
}

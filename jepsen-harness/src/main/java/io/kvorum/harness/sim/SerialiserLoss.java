package io.kvorum.harness.sim;

import io.kvorum.replication.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The node that serialises the catalogue loses its disk at the worst moment: while it is cut off from some of the others it
 * is asked for a change, then it comes back empty, cut off from those that may have the change, and is asked for another one.
 */
final class SerialiserLoss implements Watch {
    private static final long MILLI = 1_000_000;
    /** So far apart are the numbers of the two changes, each of which names what it asks for. */
    private static final int SECOND_CHANGE = 144;

    private record Cut(int from, int to) {}

    private final SimWorld world;
    private final CatalogueClient buckets;
    private final Predicate<SimNode> lose;
    private final List<Cut> cuts = new ArrayList<>();
    private boolean running;
    private boolean mutedByAccept;
    private boolean over;

    /** @param lose wipes the node and starts it again; false if that would not be survivable */
    SerialiserLoss(SimWorld world, CatalogueClient buckets, Predicate<SimNode> lose) {
        this.world = world;
        this.buckets = buckets;
        this.lose = lose;
    }

    private int serialiser() {
        return world.config().founding().metadataNode();
    }

    boolean begin(Fault fault) {
        if (running) {
            return false;
        }
        running = true;
        mutedByAccept = bit(fault, 20);
        cutOff(fault, false);
        buckets.change(serialiser(), fault.index());
        world.queue().after(fault.durationMillis() * MILLI, () -> second(fault));
        return true;
    }

    private void second(Fault fault) {
        if (over) {
            return;
        }
        mend();
        mutedByAccept = false;
        if (!lose.test(world.node(serialiser()))) {
            running = false;
            return;
        }
        if (bit(fault, 21)) {
            cutOff(fault, true);
        }
        // It takes a moment until the nodes believe each other to be there again.
        world.queue().after(150 * MILLI, () -> {
            if (!over) {
                buckets.change(serialiser(), fault.index() + SECOND_CHANGE);
            }
        });
        world.queue().after(400 * MILLI, () -> {
            if (!over) {
                mend();
                running = false;
            }
        });
    }

    /** Cuts the serialiser off from those that the fault names, or from the others. */
    private void cutOff(Fault fault, boolean named) {
        for (int node = 1; node <= world.config().nodes(); node++) {
            if (node != serialiser() && bit(fault, node) == named) {
                cut(serialiser(), node);
                cut(node, serialiser());
            }
        }
    }

    private void cut(int from, int to) {
        world.network().cut(from, to, true);
        cuts.add(new Cut(from, to));
    }

    private void mend() {
        cuts.forEach(cut -> world.network().cut(cut.from(), cut.to(), false));
        cuts.clear();
    }

    private static boolean bit(Fault fault, int position) {
        return (fault.amount() >> position & 1) != 0;
    }

    /** It reaches the others with the change, and then no more with the news that it is made. */
    @Override
    public void onArrival(SimNetwork.InFlight flight) {
        boolean muted = cuts.contains(new Cut(flight.from(), flight.to()));
        if (mutedByAccept
                && !muted
                && flight.from() == serialiser()
                && flight.message() instanceof PeerMessage.CatalogueAccept) {
            int to = flight.to();
            // Not before this very message has arrived.
            world.queue().after(1, () -> {
                if (!over && mutedByAccept) {
                    cut(serialiser(), to);
                }
            });
        }
    }

    /** The network is mended as a whole. */
    void end() {
        over = true;
    }
}

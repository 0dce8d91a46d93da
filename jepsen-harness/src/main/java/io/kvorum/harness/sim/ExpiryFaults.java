package io.kvorum.harness.sim;

import io.kvorum.replication.request.ClientRequest;
import java.util.Map;

/** What makes expiring hard: the bucket's ttl changes under way, and one clock is wrong beyond every bound. */
final class ExpiryFaults {
    private static final long MILLI = 1_000_000;
    private static final int FORK = 1_800;

    private final SimWorld world;
    private final Layout layout;
    private final Expiries expiries;
    private final SimRandom random;

    ExpiryFaults(SimWorld world, Layout layout, Expiries expiries) {
        this.world = world;
        this.layout = layout;
        this.expiries = expiries;
        this.random = new SimRandom(world.config().seed()).fork(FORK);
        expiries.bucketMayHave(layout.bucketTtlMillis());
    }

    boolean begin(Fault fault) {
        return fault.kind() == FaultKind.TTL_CHANGE ? changeTtl(fault) : clockWrong(fault);
    }

    private boolean changeTtl(Fault fault) {
        if (!layout.ttls()) {
            return false;
        }
        int choice = (int) fault.amount();
        long ttl = choice == 0 ? 0 : Layout.BUCKET_TTLS.get(choice - 1);
        expiries.bucketMayHave(ttl);
        ClientRequest request = new ClientRequest.SetBucket(Plan.BUCKET, Map.of("ttl", ttl / 1_000 + "s"));
        Call.Patience patience = new Call.Patience(500, 3, 50);
        new Call(world, fault.node(), patience, request, random.fork(fault.index()), end -> {}).start(fault.node());
        return true;
    }

    /** Always that of one node: what clocks have reported is believed for a while, and of two replicas it must be right. */
    private boolean clockWrong(Fault fault) {
        if (!layout.toleratesAWrongClock()) {
            return false;
        }
        SimNode node = world.node(1
                + (int) Math.floorMod(
                        world.config().seed(), (long) world.config().nodes()));
        node.clock().wrong(fault.amount());
        world.queue().after(fault.durationMillis() * MILLI, node.clock()::right);
        return true;
    }
}

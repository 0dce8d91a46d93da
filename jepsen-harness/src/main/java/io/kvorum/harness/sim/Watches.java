package io.kvorum.harness.sim;

import java.util.List;

/** Several watchers as one, asked in order. */
record Watches(List<Watch> all) implements Watch {
    @Override
    public void onBoundary(SimNode node, Boundary boundary) {
        for (Watch watch : all) {
            watch.onBoundary(node, boundary);
        }
    }

    @Override
    public void onStep(SimNode node, SimDisk.Batch batch) {
        for (Watch watch : all) {
            watch.onStep(node, batch);
        }
    }

    @Override
    public void onDurable(SimNode node, SimDisk.Batch batch) {
        for (Watch watch : all) {
            watch.onDurable(node, batch);
        }
    }

    @Override
    public void onLost(SimNode node, List<SimDisk.Batch> batches) {
        for (Watch watch : all) {
            watch.onLost(node, batches);
        }
    }

    @Override
    public void onSent(SimNetwork.InFlight flight) {
        for (Watch watch : all) {
            watch.onSent(flight);
        }
    }

    @Override
    public void onArrival(SimNetwork.InFlight flight) {
        for (Watch watch : all) {
            watch.onArrival(flight);
        }
    }

    @Override
    public void onFreshActor(SimNode node) {
        for (Watch watch : all) {
            watch.onFreshActor(node);
        }
    }

    @Override
    public void onFailStop(SimNode node) {
        for (Watch watch : all) {
            watch.onFailStop(node);
        }
    }
}

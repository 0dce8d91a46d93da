package io.kvorum.harness.sim;

import java.util.List;

/** Several watchers as one, asked in order. */
record Watches(List<Watch> all) implements Watch {
    @Override
    public void onBoundary(SimNode node, Boundary boundary) {
        all.forEach(watch -> watch.onBoundary(node, boundary));
    }

    @Override
    public void onStep(SimNode node, SimDisk.Batch batch) {
        all.forEach(watch -> watch.onStep(node, batch));
    }

    @Override
    public void onDurable(SimNode node, SimDisk.Batch batch) {
        all.forEach(watch -> watch.onDurable(node, batch));
    }

    @Override
    public void onLost(SimNode node, List<SimDisk.Batch> batches) {
        all.forEach(watch -> watch.onLost(node, batches));
    }

    @Override
    public void onSent(SimNetwork.InFlight flight) {
        all.forEach(watch -> watch.onSent(flight));
    }

    @Override
    public void onArrival(SimNetwork.InFlight flight) {
        all.forEach(watch -> watch.onArrival(flight));
    }

    @Override
    public void onFreshActor(SimNode node) {
        all.forEach(watch -> watch.onFreshActor(node));
    }

    @Override
    public void onFailStop(SimNode node) {
        all.forEach(watch -> watch.onFailStop(node));
    }
}

package io.kvorum.cli.command.bench;

import io.kvorum.bench.load.LoadListener;
import io.kvorum.bench.load.Second;
import io.kvorum.bench.workload.Op;
import org.HdrHistogram.Histogram;

/** Tells two, one after the other. */
record BothListeners(LoadListener first, LoadListener second) implements LoadListener {
    @Override
    public void loaded(long records, long of) {
        first.loaded(records, of);
        second.loaded(records, of);
    }

    @Override
    public void second(Second over) {
        first.second(over);
        second.second(over);
    }

    @Override
    public void interval(Op op, Histogram latencies) {
        first.interval(op, latencies);
        second.interval(op, latencies);
    }

    @Override
    public void measuringBegins() {
        first.measuringBegins();
        second.measuringBegins();
    }

    @Override
    public void checking() {
        first.checking();
        second.checking();
    }

    @Override
    public void measuringEnds() {
        first.measuringEnds();
        second.measuringEnds();
    }
}

package io.kvorum.harness.sim;

/** Runs one simulation. Runs are independent of each other; each is one thread's work. */
public final class SimRun {
    private final MessageCodec codec;

    public SimRun() {
        this(WireCodec.messages());
    }

    /** @param codec what a share of the messages passes through */
    public SimRun(MessageCodec codec) {
        this.codec = codec;
    }

    /** Runs once; a run with violations is run again to record its story. */
    public SimResult run(SimOptions options) {
        SimResult result = runBriefly(options);
        if (result.isGreen()) {
            return result;
        }
        SimResult told = new Simulation(options, codec, true).run();
        if (told.traceHash() != result.traceHash()) {
            throw new IllegalStateException("seed " + options.seed() + " gave two different traces, "
                    + result.traceHashText() + " and " + told.traceHashText());
        }
        return told;
    }

    /** Runs once, without the story. */
    SimResult runBriefly(SimOptions options) {
        return new Simulation(options, codec, false).run();
    }
}

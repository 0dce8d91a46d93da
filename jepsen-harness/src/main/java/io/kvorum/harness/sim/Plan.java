package io.kvorum.harness.sim;

import java.util.List;

/** What the clients will do and what will go wrong, drawn before the run so that parts of it can be left out. */
record Plan(List<Op> ops, List<Fault> faults) {
    static final int CLIENTS = 6;
    static final String BUCKET = "data";

    static Plan draw(SimOptions options, Profile profile, Layout layout) {
        SimRandom random = new SimRandom(options.seed()).fork(7);
        return new Plan(
                OpDraw.draw(random.fork(1), options.operations(), profile, layout),
                FaultDraw.draw(random.fork(2), options.operations(), profile, layout));
    }

    /** What is left when only some operations and faults are wanted. */
    Plan kept(SimOptions options) {
        return new Plan(
                ops.stream()
                        .filter(op -> options.keepOps()
                                .map(keep -> keep.contains(op.index()))
                                .orElse(true))
                        .toList(),
                faults.stream()
                        .filter(fault -> options.keepFaults()
                                .map(keep -> keep.contains(fault.index()))
                                .orElse(true))
                        .toList());
    }
}

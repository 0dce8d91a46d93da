package io.kvorum.harness.drill;

/** The work of one client; for one thread. */
interface Worker {
    /** Does the next operation, from its invocation to its end, and records both. */
    Ended operate(Recorder recorder);
}

package io.kvorum.harness.drill;

/** Is told of faults by the one thread that makes them. Must not wait. */
interface FaultWatch {
    /** Does not care. */
    FaultWatch NONE = new FaultWatch() {
        @Override
        public void faultBegins(int number) {}

        @Override
        public void faultHealed(int number) {}
    };

    void faultBegins(int number);

    /** The nodes were started, or go on; links are open. */
    void faultHealed(int number);
}

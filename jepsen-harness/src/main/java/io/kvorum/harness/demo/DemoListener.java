package io.kvorum.harness.demo;

/** Is told what happens during the demo, by one thread. Must not throw, and not take long. */
public interface DemoListener {
    /** A new chapter begins. */
    void chapter(String title);

    /** Something happened. */
    void event(String what);

    /** Long work goes on. */
    void progress(String what, long done, long total);

    /** The load goes on. */
    void load(Meter.Phase phase);

    /** A chapter under load has ended. */
    void phaseEnded(Meter.Phase phase);
}

package io.kvorum.harness.drill;

/** Is told what happens during a drill, from several threads. Must not throw, and not take long. */
public interface DrillListener {
    /** A new part begins. */
    void chapter(String title);

    /** Something happened. */
    void event(String what);

    /** The load goes on: operations so far, and how many of them got no definite answer. */
    void load(long operations, long indefinite);

    /** The history is being judged. */
    void judging(long done, long total);
}

package io.kvorum.bench.load;

/** Told of progress, by the thread that runs the load; should return soon. */
public interface LoadListener {
    /** Nobody is told. */
    LoadListener NONE = new LoadListener() {};

    /** Some more records are loaded, once a second or so. */
    default void loaded(long records, long of) {}

    /** A second of the measurement, or of the warm-up (numbered below 0), is over. */
    default void second(Second second) {}
}

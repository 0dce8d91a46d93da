package io.kvorum.bench.load;

import io.kvorum.bench.workload.Op;
import org.HdrHistogram.Histogram;

/** Told of progress, by the thread that runs the load; should return soon. */
public interface LoadListener {
    /** Nobody is told. */
    LoadListener NONE = new LoadListener() {};

    /** Some more records are loaded, once a second or so. */
    default void loaded(long records, long of) {}

    /** A second of the measurement, or of the warm-up (numbered below 0), is over. */
    default void second(Second second) {}

    /** What {@link #second} is about to tell, in microseconds, with the times of its begin and end. Valid until this returns. */
    default void interval(Op op, Histogram latencies) {}

    /** The warm-up is over. */
    default void measuringBegins() {}

    /** The measured time is over; operations may still be in flight. */
    default void measuringEnds() {}

    /** All is answered or given up; now every counted key that was updated is read and judged. */
    default void checking() {}
}

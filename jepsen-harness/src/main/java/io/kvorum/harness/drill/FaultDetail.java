package io.kvorum.harness.drill;

import java.time.Duration;
import java.util.List;

/** What one kind of fault has to say, and others have not. */
public sealed interface FaultDetail {
    FaultDetail NONE = new None();

    /** Nothing. */
    record None() implements FaultDetail {}

    /** @param after started, the node is killed again; once for each, before it is started for good */
    record KilledAgain(List<Duration> after) implements FaultDetail {
        public KilledAgain {
            after = List.copyOf(after);
        }
    }

    /** Of broken links: what still gets through. */
    enum Hearing {
        NEITHER,
        /** The nodes hear the others, and are not heard. */
        HEARS,
        /** The nodes are heard by the others, and hear nothing. */
        IS_HEARD
    }

    /**
     * Links are broken for as long as the fault lasts.
     *
     * @param rejects connections are reset; else bytes are held back, and arrive when it is over, as after lost packets
     */
    record Broken(Hearing hearing, boolean rejects) implements FaultDetail {}

    /** Links are broken and whole in turn. */
    record Flapping(Duration broken, Duration whole, boolean rejects) implements FaultDetail {}

    /** Links take longer in both directions, each run of bytes by up to the jitter more or less. */
    record Slow(Duration delay, Duration jitter) implements FaultDetail {}
}

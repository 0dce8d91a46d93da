package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Dropping dead actors is not built: then what they leave in the clocks has to stay small. */
class DeadActorsTest {
    private static final int WIPES = 1_000;
    /** Of a clock, for each actor: its id and the base of its counters, or what is above a hole that nobody can fill any more. */
    private static final int MAX_BYTES_PER_ACTOR = 16;

    /** A node loses its disk a thousand times, each second time with a write that nobody else has heard of, below one that all have. */
    @Test
    void aClockStaysSmallAfterAThousandWipedDirectories() {
        TinyCluster cluster = new TinyCluster(3);
        int partition = cluster.partition("k");
        String other = sibling(cluster);
        for (int i = 0; i < WIPES; i++) {
            Bytes context = cluster.get(3, "k").context();
            if (i % 2 == 0) {
                cluster.lose(delivery -> delivery.from() == 3 || delivery.to() == 3);
                cluster.begin(3, cluster.write(other, "lost" + i, Bytes.EMPTY));
                cluster.lose(delivery -> false);
            }
            cluster.put(3, "k", "v" + i, context);
            cluster.restartWiped(3);
            cluster.advance(Duration.ofSeconds(3));
        }
        for (int node = 1; node <= 3; node++) {
            DotSet clock = cluster.clock(node, partition);
            int bytes = clock.toByteArray().length;
            System.out.println(
                    "after " + WIPES + " wiped directories the clock of node " + node + " has " + bytes + " bytes");
            assertThat(clock.actors()).hasSizeGreaterThanOrEqualTo(WIPES);
            assertThat(clock.minus(clock.bases()).size()).as("dots above holes").isGreaterThanOrEqualTo(WIPES / 2);
            assertThat(bytes).isLessThan(MAX_BYTES_PER_ACTOR * clock.actors().size());
        }
    }

    private static String sibling(TinyCluster cluster) {
        int i = 0;
        while (cluster.partition("other" + i) != cluster.partition("k")) {
            i++;
        }
        return "other" + i;
    }
}

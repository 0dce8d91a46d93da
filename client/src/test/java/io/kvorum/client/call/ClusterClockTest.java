package io.kvorum.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClusterClockTest {
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final ClusterClock clock = new ClusterClock(nanos::get);

    @Test
    void clusterTimeIsTheServersCarriedOnByTheMonotonicClock() {
        assertThat(clock.isKnown()).isFalse();
        clock.learn("a", 1_000_000, nanos.get());
        assertThat(clock.millis()).isEqualTo(1_000_000);
        nanos.addAndGet(1_500_000_000L);
        assertThat(clock.millis()).isEqualTo(1_001_500);
    }

    @Test
    void oneServerFarAheadIsOutvoted() {
        clock.learn("a", 1_000_000, nanos.get());
        clock.learn("b", 9_999_999_999L, nanos.get());
        assertThat(clock.millis()).as("of two, the earlier").isEqualTo(1_000_000);
        clock.learn("c", 1_000_010, nanos.get());
        assertThat(clock.millis()).isEqualTo(1_000_010);
        clock.forget("a");
        assertThat(clock.millis()).isEqualTo(1_000_010);
    }

    @Test
    void itGoesOnWhenAllServersAreGone() {
        clock.learn("a", 1_000_000, nanos.get());
        clock.forget("a");
        nanos.addAndGet(1_000_000L);
        assertThat(clock.millis()).isEqualTo(1_000_001);
    }
}

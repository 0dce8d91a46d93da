package io.kvorum.antientropy.expire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportedTimesTest {
    private final ReportedTimes times = new ReportedTimes();

    @Test
    void aTimeIsReachedWhenAMajorityHasReachedIt() {
        times.saw(2, 200);
        times.saw(3, 900);
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 100)).contains(200L);
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 950)).contains(900L);
        assertThat(times.reachedByMajority(List.of(1, 2), 1, 100)).contains(100L);
        assertThat(times.reachedByMajority(List.of(1), 1, 100)).contains(100L);
    }

    @Test
    void whatIsNotKnownOfAMajorityIsNotReached() {
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 100)).isEmpty();
        times.saw(2, 200);
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 100)).contains(100L);
        assertThat(times.reachedByMajority(List.of(1, 2, 3, 4), 1, 100)).isEmpty();
        times.forget(2);
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 100)).isEmpty();
    }

    @Test
    void nodesThatDoNotOwnTheKeyDoNotCount() {
        times.saw(9, 1_000);
        times.saw(8, 1_000);
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 100)).isEmpty();
    }

    @Test
    void aClockThatWentBackIsBelievedAsItIsNow() {
        times.saw(2, 5_000);
        times.saw(2, 50);
        assertThat(times.reachedByMajority(List.of(1, 2, 3), 1, 100)).contains(50L);
    }
}

package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HealWatchTest {
    private final Set<String> everywhere = ConcurrentHashMap.newKeySet();
    private final Set<String> askedFor = ConcurrentHashMap.newKeySet();
    private final List<Integer> consistent = new CopyOnWriteArrayList<>();
    private final List<Integer> followed = new CopyOnWriteArrayList<>();
    private final HealWatch watch = new HealWatch(
            this::isEverywhere,
            new HealWatch.Listener() {
                @Override
                public void followed(int fault) {
                    followed.add(fault);
                }

                @Override
                public void allConsistent(int fault) {
                    consistent.add(fault);
                }
            },
            1);

    private boolean isEverywhere(String key, Dot dot) {
        askedFor.add(key);
        return everywhere.contains(key);
    }

    private static Dot dot(long counter) {
        return new Dot(new Actor(1), counter);
    }

    @Test
    void itEndsWhenAllThatWasAcknowledgedMeanwhileIsEverywhere() {
        watch.acknowledged("before", dot(1));
        watch.faultBegins(1);
        watch.acknowledged("a", dot(2));
        watch.acknowledged("b", dot(3));
        assertThat(askedFor).as("while the fault lasts").isEmpty();
        watch.faultHealed(1);
        watch.acknowledged("after", dot(4));
        everywhere.add("a");
        Awaitility.await().until(() -> askedFor.contains("b"));
        assertThat(consistent).isEmpty();
        everywhere.add("b");
        Awaitility.await().untilAsserted(() -> assertThat(consistent).containsExactly(1));
        assertThat(askedFor).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void theNextFaultEndsTheWaiting() {
        watch.faultBegins(1);
        watch.acknowledged("a", dot(2));
        watch.faultHealed(1);
        Awaitility.await().until(() -> askedFor.contains("a"));
        watch.faultBegins(2);
        watch.acknowledged("b", dot(3));
        everywhere.addAll(Set.of("a", "b"));
        watch.faultHealed(2);
        assertThat(followed).containsExactly(1, 2);
        Awaitility.await().untilAsserted(() -> assertThat(consistent).containsExactly(2));
    }

    @Test
    void withoutAnyThereIsNothingToFollow() {
        watch.faultBegins(1);
        watch.faultHealed(1);
        assertThat(followed).isEmpty();
    }
}

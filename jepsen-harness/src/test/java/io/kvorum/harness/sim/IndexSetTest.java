package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IndexSetTest {
    @Test
    void textAndSetAreTheSame() {
        for (String text : List.of("none", "0", "0-3", "1,4-7,12", "5,7,9-10")) {
            assertThat(IndexSet.format(IndexSet.parse(text))).isEqualTo(text);
        }
        assertThat(IndexSet.parse("3,1-2")).isEqualTo(new TreeSet<>(List.of(1, 2, 3)));
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String text : List.of("", "a", "1,", "5-2", "-3", "1-99999999")) {
            assertThatThrownBy(() -> IndexSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

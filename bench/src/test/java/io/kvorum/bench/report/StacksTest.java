package io.kvorum.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvorum.bench.report.Stacks.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class StacksTest {
    @Test
    void stacksWithTheSameBeginningShareTheirFrames() {
        Stacks stacks = Stacks.parse("p", List.of("[t tid=7];a;b 3", "", "[t tid=8];a;c 2", "[t tid=7];a 1"));
        assertThat(stacks.root())
                .isEqualTo(new Frame(
                        "all",
                        6,
                        List.of(new Frame(
                                "[t]",
                                6,
                                List.of(new Frame(
                                        "a",
                                        6,
                                        List.of(new Frame("b", 3, List.of()), new Frame("c", 2, List.of()))))))));
    }

    @Test
    void lambdasAreNotToldApartByTheirAddresses() {
        Stacks stacks =
                Stacks.parse("p", List.of("io/A$$Lambda.0x0000000041173750.apply 1", "io/A$$Lambda.0x01.apply 1"));
        assertThat(stacks.root().called()).containsExactly(new Frame("io/A$$Lambda.apply", 2, List.of()));
    }

    @Test
    void whatNobodyCouldSeeIsLeftOut() {
        Stacks stacks = Stacks.parse("p", List.of("a 9999", "a;b 1"));
        assertThat(stacks.root().called()).containsExactly(new Frame("a", 10_000, List.of()));
    }

    @Test
    void anotherFileIsRefusedByItsLine() {
        for (String bad : List.of("{\"schema\": 1}", "a;b", "a -1", " 5", "5")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Stacks.parse("p", List.of("a 1", bad)))
                    .withMessageContaining("p:2");
        }
    }
}

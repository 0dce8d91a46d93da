package io.kvorum.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvorum.bench.workload.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DimensionTest {
    private static final Point BASE = Point.base(Workload.named("a"));

    @Test
    void changesOneThing() {
        assertThat(Dimension.KEYS.at(BASE, 5).workload().records()).isEqualTo(5);
        assertThat(Dimension.VALUE_BYTES.at(BASE, 256).workload().valueBytes()).isEqualTo(256);
        assertThat(Dimension.CLIENTS.at(BASE, 5)).isEqualTo(BASE.withClients(5));
        assertThat(Dimension.SLOTS.at(BASE, 256)).isEqualTo(BASE.withSlots(256));
        assertThat(Dimension.NODES.at(BASE, 9)).isEqualTo(new Point(BASE.workload(), 16, 9, 64, 3, 0));
        assertThat(Dimension.NODES_DOWN.at(BASE, 1)).isEqualTo(BASE.withDown(1));
    }

    @Test
    void thereAreEnoughNodesForTheReplicas() {
        assertThat(Dimension.REPLICAS.at(BASE, 5)).isEqualTo(new Point(BASE.workload(), 16, 5, 64, 5, 0));
        assertThat(Dimension.REPLICAS.at(BASE, 1)).isEqualTo(new Point(BASE.workload(), 16, 3, 64, 1, 0));
        assertThat(Dimension.NODES.at(BASE, 1).replicas()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void usualValuesArePossible(Dimension dimension) {
        assertThat(Dimension.named(dimension.label())).isEqualTo(dimension);
        assertThat(dimension.usual()).hasSizeGreaterThan(1).isSorted();
        dimension.usual().forEach(value -> dimension.at(BASE, value));
        assertThatIllegalArgumentException().isThrownBy(() -> dimension.at(BASE, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> dimension.at(BASE, Long.MAX_VALUE));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dimension.named("size"))
                .withMessageContaining("value-bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> Dimension.SLOTS.at(BASE, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Dimension.NODES_DOWN.at(BASE, 3));
    }
}

package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SwapTest {
    /** Nodes 1 and 3 share a zone; every slot has two owners, in two of the three zones. */
    private final SlotTable table = new SlotTable(new RingGroup(
            List.of(
                    Clusters.node(1, "z0", "r"),
                    Clusters.node(2, "z1", "r"),
                    Clusters.node(3, "z2", "r"),
                    Clusters.node(4, "z1", "r")),
            2,
            4));

    @Test
    void aCycleThatCrossesZonesTwiceOverOneSlotIsCutToANegativePartThatKeepsTheQuotas() {
        // Slot 0 is at nodes 0 and 2; both would hand it into zone z1, which may have it once.
        table.add(0, 0);
        table.add(0, 2);
        // Slot 1 would be back at node 0, where it was.
        table.addPrevious(1, 0);
        table.remove(1, 0);
        table.add(1, 3);
        List<Swap> cycle = List.of(new Swap(0, 0, 1), new Swap(2, 1, 2), new Swap(0, 2, 3), new Swap(1, 3, 0));
        for (List<Swap> turned : List.of(cycle, turn(cycle, 1), turn(cycle, 2), turn(cycle, 3))) {
            List<Swap> part = Swap.negativePart(turned, table);
            assertThat(part).hasSize(2);
            assertThat(Swap.cost(part, table)).isNegative();
            assertThat(part).allMatch(swap -> table.maySwap(swap.slot(), swap.from(), swap.to()));
            assertThat(part).containsExactlyInAnyOrder(new Swap(0, 0, 3), new Swap(1, 3, 0));
            assertThat(part.get(0).to()).isEqualTo(part.get(1).from());
            assertThat(part.get(1).to()).isEqualTo(part.get(0).from());
        }
    }

    private static List<Swap> turn(List<Swap> cycle, int by) {
        return Stream.concat(cycle.stream().skip(by), cycle.stream().limit(by)).toList();
    }
}

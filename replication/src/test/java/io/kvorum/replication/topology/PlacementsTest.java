package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementsTest {
    @Test
    void aNumberPlacesReplicasAnywhere() {
        for (int replicas = 1; replicas <= 15; replicas++) {
            assertThat(Placements.parse(Integer.toString(replicas)))
                    .isEqualTo(new Placements.Valid(Placement.of(replicas)));
        }
    }

    @Test
    void countsPerRegionPlaceThemThere() {
        assertThat(Placements.parse("eu=2,us=3"))
                .isEqualTo(new Placements.Valid(Placement.of(Map.of("eu", 2, "us", 3))));
        assertThat(Placements.parse(" us = 3 , eu = 2 ")).isEqualTo(Placements.parse("eu=2,us=3"));
    }

    @Test
    void theTextOfAPlacementReadsAsThePlacement() {
        for (String text : List.of("3", "eu=2,us=2", "a=1", "a=5,b=5,c=5")) {
            Placements.Valid valid = (Placements.Valid) Placements.parse(text);
            assertThat(valid.placement()).hasToString(text);
        }
    }

    @Test
    void whatIsNoPlacementIsRefusedWithASentence() {
        for (String text : List.of(
                "",
                "0",
                "16",
                "-1",
                "+3",
                "3.0",
                "003",
                "three",
                "٣",
                "eu",
                "eu=",
                "=2",
                "eu=0",
                "eu=16",
                "eu=2,",
                ",eu=2",
                "eu=2,us",
                "eu=2=3",
                "e u=2",
                "eu=8,us=8",
                "eu=2,eu=2")) {
            assertThat(Placements.parse(text)).as(text).isInstanceOf(Placements.Invalid.class);
        }
        assertThat(((Placements.Invalid) Placements.parse("eu=2,eu=2")).message())
                .contains("region eu twice");
        assertThat(((Placements.Invalid) Placements.parse("many")).message()).contains("'many'", "eu=2,us=2", "15");
    }
}

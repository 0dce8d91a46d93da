package io.kvorum.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LevelRequirementTest {
    @Test
    void aMajorityIsMoreThanHalf() {
        for (int replicas = 1; replicas <= 15; replicas++) {
            int total = total(Level.QUORUM, voters(replicas, "eu"));
            assertThat(2 * total).isGreaterThan(replicas);
            assertThat(2 * (total - 1)).isLessThanOrEqualTo(replicas);
        }
    }

    @Test
    void oneAllAndNumbersMeanWhatTheySay() {
        for (int replicas = 1; replicas <= 15; replicas++) {
            List<Voter> voters = voters(replicas, "eu");
            assertThat(total(Level.ONE, voters)).isEqualTo(1);
            assertThat(total(Level.ALL, voters)).isEqualTo(replicas);
            for (int count = 1; count <= replicas; count++) {
                assertThat(total(Level.of(count), voters)).isEqualTo(count);
            }
        }
    }

    @Test
    void aNumberOfNoneOrOfMoreThanThereAreIsUnsatisfiableAndNamesN() {
        for (int count : List.of(0, 4, 15, 999)) {
            assertThat(message(Level.of(count), voters(3, "eu"), "eu")).contains("level " + count, "N=3");
        }
    }

    @Test
    void aLocalQuorumIsAMajorityOfTheCoordinatorsRegion() {
        List<Voter> voters = both(voters(3, "eu"), voters(2, "us"));
        assertThat(requirement(Level.LOCAL_QUORUM, voters, "eu"))
                .isEqualTo(new LevelRequirement(2, new TreeMap<>(Collections.singletonMap("eu", 2))));
        assertThat(requirement(Level.LOCAL_QUORUM, voters, "us"))
                .isEqualTo(new LevelRequirement(2, new TreeMap<>(Collections.singletonMap("us", 2))));
    }

    @Test
    void aLocalQuorumWhereNoReplicaIsIsUnsatisfiableAndSaysWhereTheyAre() {
        assertThat(message(Level.LOCAL_QUORUM, both(voters(2, "us"), voters(1, "eu")), "asia"))
                .contains("asia", "eu, us");
    }

    @Test
    void eachQuorumIsAMajorityInEveryRegionThatHasReplicas() {
        SortedMap<String, Integer> perRegion = new TreeMap<>();
        perRegion.put("eu", 2);
        perRegion.put("us", 3);
        perRegion.put("asia", 1);
        List<Voter> voters = both(both(voters(3, "eu"), voters(4, "us")), voters(1, "asia"));
        assertThat(requirement(Level.EACH_QUORUM, voters, "elsewhere")).isEqualTo(new LevelRequirement(6, perRegion));
    }

    private static int total(Level level, List<Voter> voters) {
        LevelRequirement requirement = requirement(level, voters, "eu");
        assertThat(requirement.perRegion()).isEmpty();
        return requirement.total();
    }

    private static LevelRequirement requirement(Level level, List<Voter> voters, String region) {
        return ((LevelRequirement.Ok) LevelRequirement.resolve(level, voters, region)).requirement();
    }

    private static String message(Level level, List<Voter> voters, String region) {
        return ((LevelRequirement.Unsatisfiable) LevelRequirement.resolve(level, voters, region)).message();
    }

    private static List<Voter> voters(int count, String region) {
        List<Voter> voters = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            voters.add(new Voter(region.hashCode() % 100 * 100 + i, region));
        }
        return voters;
    }

    private static List<Voter> both(List<Voter> left, List<Voter> right) {
        List<Voter> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }
}

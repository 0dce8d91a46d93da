package io.kvorum.replication.quorum;

import static io.kvorum.replication.quorum.QuorumTally.Verdict.IMPOSSIBLE;
import static io.kvorum.replication.quorum.QuorumTally.Verdict.MET;
import static io.kvorum.replication.quorum.QuorumTally.Verdict.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class QuorumTallyTest {
    private static final List<String> REGIONS = List.of("eu", "us", "asia");
    private static final int OUTSIDER = 900;

    @Test
    void everySmallCaseAgreesWithANaiveCount() {
        int checked = 0;
        for (int replicas = 1; replicas <= 5; replicas++) {
            for (int regions = 1; regions <= 3; regions++) {
                List<Voter> voters = voters(replicas, regions);
                for (LevelRequirement requirement : requirements(voters)) {
                    checked += checkAllStates(voters, requirement);
                }
            }
        }
        assertThat(checked).isGreaterThan(10_000);
    }

    @Test
    void randomHistoriesAgreeWithANaiveCountAfterEachStep() {
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            List<Voter> voters = voters(1 + random.nextInt(15), 1 + random.nextInt(3));
            List<LevelRequirement> requirements = requirements(voters);
            Naive naive = new Naive(voters, requirements.get(random.nextInt(requirements.size())));
            for (int step = 0; step < 40; step++) {
                int node = random.nextInt(10) == 0
                        ? OUTSIDER + random.nextInt(3)
                        : voters.get(random.nextInt(voters.size())).node();
                switch (random.nextInt(3)) {
                    case 0 -> naive.acknowledged(node);
                    case 1 -> naive.failed(node);
                    default -> naive.fallback(random.nextInt(8) == 0 ? node : OUTSIDER + random.nextInt(12));
                }
                naive.check();
            }
        }
    }

    @Test
    void aNodeThatIsNoReplicaNeverCounts() {
        QuorumTally tally = tally(3, Level.ONE);
        assertThat(tally.acknowledged(OUTSIDER)).isFalse();
        assertThat(tally.failed(OUTSIDER)).isFalse();
        assertThat(tally.verdict()).isEqualTo(PENDING);
        assertThat(tally.pendingNodes()).hasSize(3);
    }

    @Test
    void theSameNodeTwiceIsOneAnswer() {
        QuorumTally tally = tally(3, Level.QUORUM);
        assertThat(tally.acknowledged(10)).isTrue();
        assertThat(tally.acknowledged(10)).isFalse();
        assertThat(tally.verdict()).isEqualTo(PENDING);
        assertThat(tally.acknowledgedByFallback(OUTSIDER)).isTrue();
        assertThat(tally.acknowledgedByFallback(OUTSIDER)).isFalse();
        assertThat(tally.fallbackNodes()).containsExactly(OUTSIDER);
    }

    @Test
    void aFallbackNeverMeetsAStrictLevel() {
        QuorumTally tally = tally(3, Level.QUORUM);
        tally.acknowledged(10);
        tally.acknowledgedByFallback(OUTSIDER);
        assertThat(tally.verdict()).isEqualTo(PENDING);
        assertThat(tally.metWithFallbacks()).isTrue();
        tally.failed(11);
        tally.failed(12);
        assertThat(tally.verdict()).isEqualTo(IMPOSSIBLE);
        assertThat(tally.metWithFallbacks()).isTrue();
    }

    @Test
    void aReplicaIsNoFallback() {
        QuorumTally tally = tally(3, Level.QUORUM);
        tally.acknowledged(10);
        assertThat(tally.acknowledgedByFallback(10)).isFalse();
        assertThat(tally.acknowledgedByFallback(11)).isFalse();
        assertThat(tally.metWithFallbacks()).isFalse();
    }

    @Test
    void anAcknowledgementAfterATimeoutStillCounts() {
        QuorumTally tally = tally(3, Level.ALL);
        tally.acknowledged(10);
        tally.acknowledged(11);
        tally.failed(12);
        assertThat(tally.verdict()).isEqualTo(IMPOSSIBLE);
        assertThat(tally.acknowledged(12)).isTrue();
        assertThat(tally.verdict()).isEqualTo(MET);
        assertThat(tally.failedNodes()).isEmpty();
    }

    @Test
    void aFailureAfterTheAcknowledgementChangesNothing() {
        QuorumTally tally = tally(1, Level.ONE);
        tally.acknowledged(10);
        assertThat(tally.failed(10)).isFalse();
        assertThat(tally.verdict()).isEqualTo(MET);
    }

    @Test
    void answersFromElsewhereDoNotMeetALocalQuorum() {
        List<Voter> voters = List.of(new Voter(1, "eu"), new Voter(2, "eu"), new Voter(3, "us"), new Voter(4, "us"));
        QuorumTally tally = new QuorumTally(voters, requirement(Level.LOCAL_QUORUM, voters, "eu"));
        tally.acknowledged(3);
        tally.acknowledged(4);
        tally.acknowledged(1);
        assertThat(tally.verdict()).isEqualTo(PENDING);
        tally.failed(2);
        assertThat(tally.verdict()).isEqualTo(IMPOSSIBLE);
    }

    private static int checkAllStates(List<Voter> voters, LevelRequirement requirement) {
        int states = (int) Math.pow(4, voters.size());
        for (int state = 0; state < states; state++) {
            for (int fallbacks = 0; fallbacks <= 3; fallbacks++) {
                Naive naive = new Naive(voters, requirement);
                int rest = state;
                for (Voter voter : voters) {
                    if ((rest & 1) != 0) {
                        naive.failed(voter.node());
                    }
                    if ((rest & 2) != 0) {
                        naive.acknowledged(voter.node());
                    }
                    rest >>= 2;
                }
                for (int fallback = fallbacks; fallback > 0; fallback--) {
                    naive.fallback(OUTSIDER + fallback);
                }
                naive.check();
            }
        }
        return states;
    }

    private static QuorumTally tally(int replicas, Level level) {
        List<Voter> voters = voters(replicas, 1);
        return new QuorumTally(voters, requirement(level, voters, "eu"));
    }

    private static List<Voter> voters(int replicas, int regions) {
        List<Voter> voters = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            voters.add(new Voter(10 + i, REGIONS.get(i % regions)));
        }
        return voters;
    }

    private static List<LevelRequirement> requirements(List<Voter> voters) {
        List<LevelRequirement> requirements = new ArrayList<>();
        for (int count = 1; count <= voters.size(); count++) {
            requirements.add(requirement(Level.of(count), voters, "eu"));
        }
        requirements.add(requirement(Level.EACH_QUORUM, voters, "eu"));
        for (String region : new TreeSet<>(voters.stream().map(Voter::region).toList())) {
            requirements.add(requirement(Level.LOCAL_QUORUM, voters, region));
        }
        return requirements;
    }

    private static LevelRequirement requirement(Level level, List<Voter> voters, String region) {
        return ((LevelRequirement.Ok) LevelRequirement.resolve(level, voters, region)).requirement();
    }

    /** Counts with sets, and compares. */
    private static final class Naive {
        private final List<Voter> voters;
        private final LevelRequirement requirement;
        private final QuorumTally tally;
        private final Set<Integer> acknowledged = new TreeSet<>();
        private final Set<Integer> failed = new TreeSet<>();
        private final Set<Integer> fallbacks = new TreeSet<>();

        Naive(List<Voter> voters, LevelRequirement requirement) {
            this.voters = voters;
            this.requirement = requirement;
            this.tally = new QuorumTally(voters, requirement);
        }

        void acknowledged(int node) {
            assertThat(tally.acknowledged(node)).isEqualTo(isReplica(node) && acknowledged.add(node));
            failed.remove(node);
        }

        void failed(int node) {
            boolean counts = isReplica(node) && !acknowledged.contains(node) && failed.add(node);
            assertThat(tally.failed(node)).isEqualTo(counts);
        }

        void fallback(int node) {
            assertThat(tally.acknowledgedByFallback(node)).isEqualTo(!isReplica(node) && fallbacks.add(node));
        }

        void check() {
            int missing = 0;
            boolean possible = true;
            if (requirement.perRegion().isEmpty()) {
                missing = Math.max(0, requirement.total() - acknowledged.size());
                possible = voters.size() - failed.size() >= requirement.total();
            }
            for (Map.Entry<String, Integer> region : requirement.perRegion().entrySet()) {
                List<Integer> there = voters.stream()
                        .filter(voter -> voter.region().equals(region.getKey()))
                        .map(Voter::node)
                        .toList();
                long done = there.stream().filter(acknowledged::contains).count();
                long lost = there.stream().filter(failed::contains).count();
                missing += (int) Math.max(0, region.getValue() - done);
                possible &= there.size() - lost >= region.getValue();
            }
            assertThat(tally.verdict()).isEqualTo(missing == 0 ? MET : possible ? PENDING : IMPOSSIBLE);
            assertThat(tally.missing()).isEqualTo(missing);
            assertThat(tally.metWithFallbacks()).isEqualTo(missing <= fallbacks.size());
            assertThat(tally.acknowledgedNodes()).containsExactlyElementsOf(acknowledged);
            assertThat(tally.failedNodes()).containsExactlyElementsOf(failed);
            assertThat(tally.fallbackNodes()).containsExactlyElementsOf(fallbacks);
            assertThat(tally.pendingNodes())
                    .containsExactlyElementsOf(voters.stream()
                            .map(Voter::node)
                            .filter(node -> !acknowledged.contains(node) && !failed.contains(node))
                            .toList());
        }

        private boolean isReplica(int node) {
            return voters.stream().anyMatch(voter -> voter.node() == node);
        }
    }
}

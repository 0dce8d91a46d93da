package io.kvorum.integrity.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.integrity.escrow.BalancePolicy.Move;
import io.kvorum.integrity.escrow.BalancePolicy.Sight;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BalancePolicyTest {
    private static final BalancePolicy POLICY = BalancePolicy.DEFAULT;

    private static SortedMap<String, Sight> regions(Object... words) {
        SortedMap<String, Sight> regions = new TreeMap<>();
        for (int i = 0; i < words.length; i += 3) {
            regions.put((String) words[i], new Sight((Integer) words[i + 1], (Integer) words[i + 2]));
        }
        return regions;
    }

    @Test
    void eachRegionGetsItsPartByWhatItSpends() {
        assertThat(POLICY.parts(regions("eu", 1_000, 30, "us", 0, 10)))
                .isEqualTo(new TreeMap<>(Map.of("eu", 700L, "us", 300L)));
        assertThat(POLICY.moves(regions("eu", 1_000, 30, "us", 0, 10))).containsExactly(new Move("eu", "us", 300));
    }

    @Test
    void aRegionThatSpendsNothingKeepsAnEvenPart() {
        assertThat(POLICY.moves(regions("eu", 1_000, 50, "us", 0, 0))).containsExactly(new Move("eu", "us", 100));
        assertThat(POLICY.evenPercent(0).moves(regions("eu", 500, 50, "us", 500, 0)))
                .containsExactly(new Move("us", "eu", 500));
    }

    @Test
    void whereNobodySpendsAllGetTheSame() {
        assertThat(POLICY.moves(regions("ap", 0, 0, "eu", 10, 0, "us", 1, 0)))
                .containsExactly(new Move("eu", "ap", 4), new Move("eu", "us", 2));
    }

    @Test
    void whatIsNearEnoughIsLeftAlone() {
        assertThat(POLICY.moves(regions("eu", 550, 0, "us", 450, 0))).isEmpty();
        assertThat(POLICY.moves(regions("eu", 601, 0, "us", 399, 0))).containsExactly(new Move("eu", "us", 101));
        assertThat(POLICY.smallestMove(102).moves(regions("eu", 601, 0, "us", 399, 0)))
                .isEmpty();
        assertThat(POLICY.moves(regions("eu", 7, 1))).as("alone").isEmpty();
        assertThat(POLICY.moves(regions("eu", 0, 5, "us", 0, 5))).as("sold out").isEmpty();
        assertThat(POLICY.moves(new TreeMap<>())).isEmpty();
    }

    @Test
    void thereAreNoMoreMovesThanAreAllowed() {
        SortedMap<String, Sight> many = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            many.put("r" + i, new Sight(i == 0 ? 4_000 : 0, 1));
        }
        assertThat(POLICY.moves(many)).hasSize(16);
        assertThat(POLICY.mostMoves(100).moves(many)).hasSize(39);
    }

    @Test
    void wrongPoliciesAreRefused() {
        assertThatThrownBy(() -> POLICY.evenPercent(101)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> POLICY.tolerancePercent(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> POLICY.smallestMove(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> POLICY.mostMoves(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noSourceGoesBelowItsPartAndOneStepIsEnough() {
        SplittableRandom random = new SplittableRandom(1);
        for (int run = 0; run < 20_000; run++) {
            BalancePolicy policy = new BalancePolicy(random.nextInt(101), random.nextInt(101), 1, 1_000);
            SortedMap<String, Sight> regions = new TreeMap<>();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                regions.put("r" + i, new Sight(amount(random), amount(random)));
            }
            SortedMap<String, Long> parts = policy.parts(regions);
            assertThat(parts.values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(regions.values().stream().mapToLong(Sight::left).sum());
            assertThat(parts.values()).allMatch(part -> part >= 0);
            SortedMap<String, Sight> after = new TreeMap<>(regions);
            List<Move> moves = policy.moves(regions);
            for (Move move : moves) {
                assertThat(move.amount()).isPositive();
                Sight from = Objects.requireNonNull(after.get(move.from()));
                Sight to = Objects.requireNonNull(after.get(move.to()));
                after.put(move.from(), new Sight(from.left() - move.amount(), from.demand()));
                after.put(move.to(), new Sight(to.left() + move.amount(), to.demand()));
                assertThat(from.left() - move.amount()).isGreaterThanOrEqualTo(parts.getOrDefault(move.from(), 0L));
                assertThat(to.left() + move.amount()).isLessThanOrEqualTo(parts.getOrDefault(move.to(), 0L));
            }
            assertThat(policy.moves(after)).as("after " + moves).isEmpty();
        }
    }

    private static long amount(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(10);
            case 2 -> random.nextLong(100_000);
            default -> random.nextLong(1L << 53);
        };
    }
}

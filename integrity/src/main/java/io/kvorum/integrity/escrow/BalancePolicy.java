package io.kvorum.integrity.escrow;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How rights are spread over regions: each is to have its part of what is left, by what it has spent of late. A region that has less than
 * its part, by more than is tolerated, gets what it lacks from those that have more than theirs, and these keep their part.
 *
 * @param evenPercent so much of what is left is spread evenly, whoever spends; from 0 to 100. Without any, a region that spends nothing ends up with
 *     nothing
 * @param tolerancePercent so much less than its part a region may have; from 0 to 100
 * @param smallestMove less is not moved; at least 1
 * @param mostMoves so many moves at once, at most; at least 1
 */
public record BalancePolicy(int evenPercent, int tolerancePercent, long smallestMove, int mostMoves) {
    public static final BalancePolicy DEFAULT = new BalancePolicy(20, 20, 1, 16);

    private static final int ALL = 100;

    /**
     * What is known of a region that has answered.
     *
     * @param left not negative
     * @param demand what it has spent of late, not negative: only how it compares to that of others matters
     */
    public record Sight(long left, long demand) {}

    /** @param amount positive */
    public record Move(String from, String to, long amount) {}

    public BalancePolicy {
        if (evenPercent < 0 || evenPercent > ALL || tolerancePercent < 0 || tolerancePercent > ALL) {
            throw new IllegalArgumentException("percentages are from 0 to 100");
        }
        if (smallestMove < 1 || mostMoves < 1) {
            throw new IllegalArgumentException("at least 1 is moved, and by at least 1 move");
        }
    }

    public BalancePolicy evenPercent(int percent) {
        return new BalancePolicy(percent, tolerancePercent, smallestMove, mostMoves);
    }

    public BalancePolicy tolerancePercent(int percent) {
        return new BalancePolicy(evenPercent, percent, smallestMove, mostMoves);
    }

    public BalancePolicy smallestMove(long amount) {
        return new BalancePolicy(evenPercent, tolerancePercent, amount, mostMoves);
    }

    public BalancePolicy mostMoves(int moves) {
        return new BalancePolicy(evenPercent, tolerancePercent, smallestMove, moves);
    }

    /**
     * The parts that regions are to have. A pure function.
     *
     * @param regions those that have answered, by name
     * @return by name; their sum is what is left
     */
    public SortedMap<String, Long> parts(SortedMap<String, Sight> regions) {
        long left = regions.values().stream().mapToLong(Sight::left).sum();
        BigInteger demand = regions.values().stream()
                .map(sight -> BigInteger.valueOf(sight.demand()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        int count = regions.size();
        int even = demand.signum() == 0 ? ALL : evenPercent;
        SortedMap<String, Long> parts = new TreeMap<>();
        long spread = 0;
        for (Map.Entry<String, Sight> region : regions.entrySet()) {
            BigInteger evenly = share(left, even, BigInteger.ONE, BigInteger.valueOf(count));
            BigInteger byDemand = demand.signum() == 0
                    ? BigInteger.ZERO
                    : share(
                            left,
                            ALL - even,
                            BigInteger.valueOf(region.getValue().demand()),
                            demand);
            long part = evenly.add(byDemand).longValueExact();
            parts.put(region.getKey(), part);
            spread += part;
        }
        // What rounding has left over: less than two for each region.
        while (spread < left) {
            for (Map.Entry<String, Long> part : parts.entrySet()) {
                if (spread < left) {
                    part.setValue(part.getValue() + 1);
                    spread++;
                }
            }
        }
        return parts;
    }

    private static BigInteger share(long left, int percent, BigInteger weight, BigInteger of) {
        return BigInteger.valueOf(left)
                .multiply(BigInteger.valueOf(percent))
                .multiply(weight)
                .divide(of.multiply(BigInteger.valueOf(ALL)));
    }

    /**
     * What is to be moved. A pure function; after the moves there is nothing to be moved, as long as nothing is spent.
     *
     * @param regions those that have answered, by name
     */
    public List<Move> moves(SortedMap<String, Sight> regions) {
        SortedMap<String, Long> surplus = new TreeMap<>();
        parts(regions)
                .forEach((name, part) -> surplus.put(name, sight(regions, name).left() - part));
        List<String> lacking = surplus.keySet().stream()
                .filter(name -> isLacking(sight(regions, name).left(), surplus.getOrDefault(name, 0L)))
                .sorted(Comparator.comparingLong((String name) -> surplus.getOrDefault(name, 0L)))
                .toList();
        List<Move> moves = new ArrayList<>();
        for (String to : lacking) {
            List<String> sources = surplus.keySet().stream()
                    .filter(name -> surplus.getOrDefault(name, 0L) > 0)
                    .sorted(Comparator.comparingLong((String name) -> surplus.getOrDefault(name, 0L))
                            .reversed())
                    .toList();
            for (String from : sources) {
                long amount = Math.min(surplus.getOrDefault(from, 0L), -surplus.getOrDefault(to, 0L));
                if (amount >= smallestMove && moves.size() < mostMoves) {
                    moves.add(new Move(from, to, amount));
                    surplus.merge(from, -amount, Long::sum);
                    surplus.merge(to, amount, Long::sum);
                }
            }
        }
        return moves;
    }

    private static Sight sight(SortedMap<String, Sight> regions, String name) {
        Sight sight = regions.get(name);
        if (sight == null) {
            throw new IllegalStateException("no region " + name);
        }
        return sight;
    }

    private boolean isLacking(long left, long surplus) {
        BigInteger part = BigInteger.valueOf(left - surplus);
        BigInteger tolerated =
                part.multiply(BigInteger.valueOf(tolerancePercent)).divide(BigInteger.valueOf(ALL));
        return surplus < 0 && (left == 0 || BigInteger.valueOf(-surplus).compareTo(tolerated) > 0);
    }
}

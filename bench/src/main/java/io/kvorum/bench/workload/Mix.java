package io.kvorum.bench.workload;

import java.util.EnumMap;
import java.util.Map;

/** The share of each kind of operation. Immutable. */
public final class Mix {
    private final Op[] ops;
    private final double[] upTo;
    private final Map<Op, Double> shares;

    private Mix(Map<Op, Double> shares) {
        this.shares = Map.copyOf(shares);
        ops = shares.keySet().toArray(new Op[0]);
        upTo = new double[ops.length];
        double sum = 0;
        for (int i = 0; i < ops.length; i++) {
            double share = shares.getOrDefault(ops[i], 0.0);
            if (!(share >= 0)) {
                throw new IllegalArgumentException("the share of " + ops[i].label() + " is " + share);
            }
            sum += share;
            upTo[i] = sum;
        }
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("the shares add up to " + sum + ", not 1");
        }
    }

    /** @throws IllegalArgumentException if the shares are not from 0 to 1, or do not add up to 1 */
    public static Mix of(Map<Op, Double> shares) {
        return new Mix(new EnumMap<>(shares));
    }

    public static Mix of(Op first, double share, Op second, double otherShare) {
        return of(Map.of(first, share, second, otherShare));
    }

    public static Mix only(Op op) {
        return of(Map.of(op, 1.0));
    }

    public double share(Op op) {
        return shares.getOrDefault(op, 0.0);
    }

    public boolean has(Op op) {
        return share(op) > 0;
    }

    /** @param draw uniform in [0, 1) */
    public Op pick(double draw) {
        for (int i = 0; i < ops.length - 1; i++) {
            if (draw < upTo[i]) {
                return ops[i];
            }
        }
        return ops[ops.length - 1];
    }
}

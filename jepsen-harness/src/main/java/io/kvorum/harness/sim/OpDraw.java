package io.kvorum.harness.sim;

import io.kvorum.replication.quorum.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws the operations of a run: few keys, so that they meet. */
final class OpDraw {
    private static final int COLD_KEYS = 6;
    private static final int TTL_FORK = 18;
    /** Longer than any run. */
    static final long LONG_TTL_MILLIS = 3_600_000;
    /** Where it is about registers, one operation of so many is left. */
    private static final int ASIDE = 5;

    private final int operations;
    private final Profile profile;
    private final Layout layout;
    private final int keys;
    private final int getPercent;
    private final int deletePercent;
    private final int sloppyPercent;
    private final boolean anyLevel;

    private OpDraw(SimRandom random, int operations, Profile profile, Layout layout) {
        this.operations = operations;
        this.profile = profile;
        this.layout = layout;
        this.keys = random.chance(40) ? 1 + random.below(2) : 2 + random.below(5);
        this.getPercent = profile == Profile.LOSSY ? 55 : 25 + random.below(35);
        this.deletePercent = 10 + random.below(30);
        this.sloppyPercent = profile.usesFallbacks() ? 70 : 10;
        // Many runs keep to quorums, so that losses of a disk are survivable.
        this.anyLevel = random.chance(profile.usesFallbacks() ? 80 : 50);
    }

    static List<Op> draw(SimRandom random, int operations, Profile profile, Layout layout) {
        boolean aside = profile == Profile.REGISTERS;
        OpDraw draw = new OpDraw(random, aside ? 1 + operations / ASIDE : operations, profile, layout);
        List<Op> ops = new ArrayList<>(draw.operations);
        for (int index = 0; index < draw.operations; index++) {
            ops.add(draw.op(random.fork(index), index));
        }
        return ops;
    }

    /** Mostly hot keys; some that are written early and then left alone, so that nothing hides their loss. */
    private String key(SimRandom own, int index) {
        return own.chance(8) && index < operations / 2 ? "cold" + own.below(COLD_KEYS) : "k" + own.below(keys);
    }

    private long duplicateMillis(SimRandom own) {
        if (profile == Profile.LONELY && own.chance(40)) {
            return own.between(20, 1_000);
        }
        return own.chance(8) ? own.skewed(1, layout.shortWindow() ? 8_000 : 1_500) : 0;
    }

    private Op op(SimRandom own, int index) {
        boolean slow = layout.shortWindow();
        Op.Kind kind = own.chance(getPercent) ? Op.Kind.GET : own.chance(deletePercent) ? Op.Kind.DELETE : Op.Kind.PUT;
        boolean patient = own.chance(70);
        return new Op(
                index,
                own.below(Plan.CLIENTS),
                kind,
                Plan.BUCKET,
                key(own, index),
                anyLevel || kind == Op.Kind.GET ? level(own, kind) : Level.QUORUM,
                own.chance(sloppyPercent),
                source(own, kind),
                ttlMillis(own.fork(TTL_FORK)),
                own.skewed(1, profile == Profile.LONELY ? 600 : slow ? 200 : 60),
                patient ? 400 : own.between(5, 60),
                1 + own.below(4),
                own.chance(slow ? 10 : 2) ? own.between(500, 6_000) : own.skewed(1, 50),
                duplicateMillis(own));
    }

    /** Mostly so short that the value expires within the run; sometimes so long that it must stay. */
    private Optional<Long> ttlMillis(SimRandom own) {
        if (!layout.ttls() || own.chance(layout.bucketTtlMillis() > 0 ? 60 : 30)) {
            return Optional.empty();
        }
        return Optional.of(own.chance(15) ? LONG_TTL_MILLIS : own.skewed(1, 4_000));
    }

    private Level level(SimRandom own, Op.Kind kind) {
        if (profile == Profile.LONELY && kind != Op.Kind.GET && own.chance(40)) {
            return Level.ONE;
        }
        boolean quorum = profile == Profile.LOSSY && kind == Op.Kind.GET && own.chance(70);
        return quorum ? Level.QUORUM : own.pick(layout.levels());
    }

    private static Op.Source source(SimRandom own, Op.Kind kind) {
        int draw = own.below(100);
        if (kind == Op.Kind.GET) {
            return draw < 50 ? Op.Source.OWN : Op.Source.NONE;
        }
        if (draw < 40) {
            return Op.Source.FRESH;
        }
        if (draw < 60) {
            return Op.Source.OWN;
        }
        if (draw < 75) {
            return Op.Source.STALE;
        }
        return draw < 88 || kind == Op.Kind.DELETE ? Op.Source.OTHER : Op.Source.NONE;
    }
}

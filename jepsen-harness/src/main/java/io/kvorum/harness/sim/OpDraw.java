package io.kvorum.harness.sim;

import io.kvorum.replication.quorum.Level;
import java.util.ArrayList;
import java.util.List;

/** Draws the operations of a run: few keys, so that they meet. */
final class OpDraw {
    private final Profile profile;
    private final Layout layout;
    private final int keys;
    private final int getPercent;
    private final int deletePercent;
    private final int sloppyPercent;
    private final boolean anyLevel;

    private OpDraw(SimRandom random, Profile profile, Layout layout) {
        this.profile = profile;
        this.layout = layout;
        this.keys = random.chance(40) ? 1 + random.below(2) : 2 + random.below(5);
        this.getPercent = profile == Profile.LOSSY ? 55 : 25 + random.below(35);
        this.deletePercent = 10 + random.below(30);
        this.sloppyPercent = profile == Profile.HINTS ? 70 : 10;
        // Many runs keep to quorums, so that losses of a disk are survivable.
        this.anyLevel = random.chance(profile == Profile.HINTS ? 80 : 50);
    }

    static List<Op> draw(SimRandom random, int operations, Profile profile, Layout layout) {
        OpDraw draw = new OpDraw(random, profile, layout);
        List<Op> ops = new ArrayList<>(operations);
        for (int index = 0; index < operations; index++) {
            ops.add(draw.op(random.fork(index), index));
        }
        return ops;
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
                "k" + own.below(keys),
                anyLevel || kind == Op.Kind.GET ? level(own, kind) : Level.QUORUM,
                own.chance(sloppyPercent),
                source(own, kind),
                own.skewed(1, slow ? 200 : 60),
                patient ? 400 : own.between(5, 60),
                1 + own.below(4),
                own.chance(slow ? 10 : 2) ? own.between(500, 6_000) : own.skewed(1, 50),
                own.chance(8) ? own.skewed(1, slow ? 8_000 : 1_500) : 0);
    }

    private Level level(SimRandom own, Op.Kind kind) {
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

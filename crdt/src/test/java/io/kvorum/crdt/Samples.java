package io.kvorum.crdt;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Random values under a seed: small ranges, so that they often meet, and now and then the extremes. */
public final class Samples {
    public static final Actor A = Actor.of(0, 1);
    public static final Actor B = Actor.of(1, 0xFFFF_FFFF_FFFFL);
    /** Its number is negative as a signed long. */
    public static final Actor C = Actor.of(Actor.MAX_NODE_NUMBER, 7);

    public static final List<Actor> ACTORS = List.of(A, B, C);

    private final SplittableRandom random;

    public Samples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public SplittableRandom random() {
        return random;
    }

    public Actor actor() {
        return ACTORS.get(random.nextInt(ACTORS.size()));
    }

    public Dot dot() {
        return new Dot(actor(), 1 + random.nextInt(24));
    }

    public List<Dot> dots(int limit) {
        List<Dot> dots = new ArrayList<>();
        for (int left = random.nextInt(limit + 1); left > 0; left--) {
            dots.add(dot());
        }
        return dots;
    }

    public DotSet dotSet() {
        DotSet set = DotSet.of(dots(20));
        if (random.nextInt(3) == 0) {
            set = set.join(DotSet.upTo(actor(), random.nextInt(20)));
        }
        if (random.nextInt(20) == 0) {
            set = set.with(new Dot(actor(), Dot.MAX_COUNTER - random.nextInt(2)));
        }
        return set;
    }

    public WriteId writeId() {
        return new WriteId(random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(3), random.nextInt(4), 1_000);
    }

    public Bytes bytes(int limit) {
        byte[] bytes = new byte[random.nextInt(limit + 1)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    public List<Version> versions() {
        TreeMap<Dot, Version> versions = new TreeMap<>();
        for (Dot dot : dots(4)) {
            versions.put(dot, new Version(dot, writeId(), bytes(200), expiry()));
        }
        return List.copyOf(versions.values());
    }

    public Row row() {
        return new Row(versions(), dotSet());
    }

    public FilledRow filledRow() {
        return new FilledRow(versions(), dotSet());
    }

    public CausalContext context() {
        return new CausalContext(
                dotSet(), dots(3).stream().map(dot -> new Shown(dot, writeId())).toList());
    }

    public Mutation mutation() {
        Optional<Bytes> value = random.nextBoolean() ? Optional.of(bytes(200)) : Optional.empty();
        return new Mutation(
                dot(), writeId(), random.nextLong(), value, context(), value.isPresent() ? expiry() : Expiry.NEVER);
    }

    private long expiry() {
        return random.nextBoolean() ? Expiry.NEVER : 1 + random.nextLong(Long.MAX_VALUE);
    }
}

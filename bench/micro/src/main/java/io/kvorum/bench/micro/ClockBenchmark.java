package io.kvorum.bench.micro;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Partition clocks: each write adds a dot, each read and each apply asks for one, each exchange joins two. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClockBenchmark {
    /** Three nodes at first; each crash adds one. */
    @Param({"3", "30"})
    public int actors;

    private DotSet clock = DotSet.EMPTY;
    private DotSet same = DotSet.EMPTY;
    private DotSet behind = DotSet.EMPTY;
    private DotSet ahead = DotSet.EMPTY;
    private Dot known = new Dot(Shapes.actor(0), 1);
    private Dot next = known;
    private byte[] bytes = {};

    @Setup
    public void setUp() {
        clock = Shapes.clock(actors);
        same = Shapes.clock(actors);
        known = new Dot(Shapes.actor(actors - 1), Shapes.SEEN / 2);
        next = new Dot(Shapes.actor(actors - 1), Shapes.SEEN + 1);
        behind = clock.minus(DotSet.of(new Dot(Shapes.actor(0), Shapes.SEEN)));
        ahead = clock.with(next);
        bytes = clock.toByteArray();
    }

    @Benchmark
    public boolean contains() {
        return clock.contains(known);
    }

    @Benchmark
    public DotSet addNextDot() {
        return clock.with(next);
    }

    @Benchmark
    public DotSet joinSame() {
        return clock.join(same);
    }

    @Benchmark
    public DotSet joinAhead() {
        return behind.join(ahead);
    }

    @Benchmark
    public DotSet whatIsMissing() {
        return ahead.minus(behind);
    }

    @Benchmark
    public byte[] encode() {
        return clock.toByteArray();
    }

    @Benchmark
    public DotSet decode() {
        return DotSet.readFrom(new ByteReader(bytes));
    }
}

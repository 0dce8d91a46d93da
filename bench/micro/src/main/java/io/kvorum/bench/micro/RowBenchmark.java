package io.kvorum.bench.micro;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
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

/** Rows (dotted version vector sets) of 1 KiB per sibling: fill, strip, apply, merge, and their bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {
    @Param({"1", "8"})
    public int siblings;

    private DotSet clock = DotSet.EMPTY;
    private Row row = Row.EMPTY;
    private Row applied = Row.EMPTY;
    private FilledRow theirs = FilledRow.EMPTY;
    private Mutation overwrite = Shapes.overwrite(Row.EMPTY, DotSet.EMPTY);
    private byte[] bytes = {};

    @Setup
    public void setUp() {
        clock = Shapes.clock(3);
        row = Shapes.row(siblings);
        overwrite = Shapes.overwrite(row, clock);
        applied = Rows.apply(row, clock, overwrite);
        theirs = Rows.fill(applied, clock);
        bytes = row.toByteArray();
    }

    @Benchmark
    public FilledRow fill() {
        return Rows.fill(row, clock);
    }

    @Benchmark
    public Row strip() {
        return Rows.strip(applied, clock);
    }

    @Benchmark
    public Row apply() {
        return Rows.apply(row, clock, overwrite);
    }

    @Benchmark
    public Row merge() {
        return Rows.merge(row, clock, theirs);
    }

    @Benchmark
    public byte[] encode() {
        return row.toByteArray();
    }

    @Benchmark
    public Row decode() {
        return Row.fromByteArray(bytes);
    }
}

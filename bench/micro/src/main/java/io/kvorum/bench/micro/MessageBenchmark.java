package io.kvorum.bench.micro;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.context.ContextSeal;
import io.kvorum.crdt.context.Opened;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.node.wire.PeerCodec;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages between nodes, with a value of 1 KiB, and the token that clients get: their bytes both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {
    private static final RowKey KEY = new RowKey(1, Bytes.ofUtf8("user/000000012345"));

    private final DotSet clock = Shapes.clock(3);
    private final Row row = Shapes.row(1);
    private final PeerMessage mutation = new PeerMessage.ApplyMutation(7, 11, KEY, Shapes.overwrite(row, clock));
    private final PeerMessage answer = new PeerMessage.ApplyAnswer(7, 11, ApplyResult.APPLIED);
    private final byte[] mutationBytes = PeerCodec.encode(mutation);
    private final byte[] answerBytes = PeerCodec.encode(answer);

    private final ContextSeal seal = new ContextSeal(Bytes.of(new byte[32]));
    private final CausalContext context = Rows.fill(row, clock).toContext();
    private final Bytes binding = ContextSeal.binding("micro", 1, KEY.key());
    private final Bytes token = seal.seal(binding, context);

    @Benchmark
    public byte[] encodeMutation() {
        return PeerCodec.encode(mutation);
    }

    @Benchmark
    public PeerMessage decodeMutation() {
        return PeerCodec.decode(mutationBytes);
    }

    @Benchmark
    public byte[] encodeAnswer() {
        return PeerCodec.encode(answer);
    }

    @Benchmark
    public PeerMessage decodeAnswer() {
        return PeerCodec.decode(answerBytes);
    }

    @Benchmark
    public Bytes sealToken() {
        return seal.seal(binding, context);
    }

    @Benchmark
    public Opened openToken() {
        return seal.open(binding, token);
    }
}

package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.replica.CounterSum;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directed schedule about one counter. */
final class CounterScript extends ScriptedWorld {
    private static final Bytes KEY = Bytes.ofUtf8("likes");
    private static final long PATIENCE_MILLIS = 300;

    private long sequence;

    CounterScript(PlantedBug... bugs) {
        super(3, limits(10_000, 256), planted(bugs), Map.of(), CellType.COUNTER);
    }

    private static EnumSet<PlantedBug> planted(PlantedBug... bugs) {
        EnumSet<PlantedBug> planted = EnumSet.noneOf(PlantedBug.class);
        planted.addAll(List.of(bugs));
        return planted;
    }

    /** @return whether it was acknowledged */
    boolean increment(int coordinator, long delta, Level level) {
        WriteId id = new WriteId(1, ++sequence, SimClock.trueMillis(world.queue()));
        ClientRequest.Write request = new ClientRequest.Write(
                BUCKET,
                KEY,
                Optional.of(new Operand.Increment(delta).toBytes()),
                Bytes.EMPTY,
                id,
                Optional.of(level),
                Optional.of(false),
                Optional.empty(),
                CellType.COUNTER,
                Increments.element(id));
        List<ClientReply> replies = send(coordinator, request, PATIENCE_MILLIS);
        run(PATIENCE_MILLIS + 5);
        return !replies.isEmpty() && replies.get(0) instanceof ClientReply.Written;
    }

    /** Empty if there was no answer, or a refusal. */
    Optional<Long> read(int coordinator, Level level) {
        List<ClientReply> replies = send(
                coordinator,
                new ClientRequest.ReadCounter(BUCKET, KEY, CellType.COUNTER, Optional.of(level)),
                PATIENCE_MILLIS);
        run(PATIENCE_MILLIS + 5);
        return replies.stream()
                .filter(ClientReply.CounterFound.class::isInstance)
                .map(reply -> ((ClientReply.CounterFound) reply).value())
                .findFirst();
    }

    /** Each increment by itself at level all, whose answers are written back. */
    void readIncrements(int coordinator) {
        List<RowKey> increments = node(coordinator).disk().table(Table.ROWS).keySet().stream()
                .map(Keys::rowKey)
                .filter(key -> CellType.isIncrement(key.sub()))
                .toList();
        for (RowKey key : increments) {
            send(
                    coordinator,
                    new ClientRequest.Read(
                            BUCKET,
                            KEY,
                            Optional.of(Level.ALL),
                            Bytes.EMPTY,
                            CellType.COUNTER,
                            CellType.COUNTER.elementOf(key.sub())),
                    PATIENCE_MILLIS);
            run(PATIENCE_MILLIS + 5);
        }
    }

    /** How many increments have rows on the disk of a node. */
    long rowsAt(int node) {
        return node(node).disk().table(Table.ROWS).keySet().stream()
                .filter(stored -> CellType.isIncrement(Keys.rowKey(stored).sub()))
                .count();
    }

    CounterSum sumAt(int node) {
        int bucket = topology.bucket(BUCKET).orElseThrow().id();
        return Inspector.running(node(node)).counter(new RowKey(bucket, KEY));
    }

    /** Until every increment is in the sums of all replicas and has no row any more. */
    void runUntilFolded() {
        runPastTheWindow();
        for (int i = 0; i < 60 && rowsAt(A) + rowsAt(B) + rowsAt(C) > 0; i++) {
            run(500);
        }
    }
}

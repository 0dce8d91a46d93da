package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.Receipt;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A write as the simulation follows it, from the first attempt to what has become of the nodes that acknowledged it. */
final class WriteState {
    final WriteId id;
    final RowKey key;
    final int partition;
    final Optional<Bytes> value;
    final SortedSet<WriteId> replaces;
    final DotSet context;
    final boolean sloppy;
    /** What the request asks for; empty: what the bucket says. */
    final Optional<Long> ttlMillis;

    final long invokedNanos;
    Write.Result result = Write.Result.UNKNOWN;
    Optional<Dot> dot = Optional.empty();
    Receipt receipt = Receipt.NONE;
    long completedNanos = Long.MAX_VALUE;
    boolean excused;
    /** Fallbacks that acknowledged and then lost their disk. */
    final SortedSet<Integer> lostFallbacks = new TreeSet<>();

    /** @param replaces the writes that the token showed, or names as expired */
    WriteState(
            RowKey key,
            int partition,
            ClientRequest.Write request,
            SortedSet<WriteId> replaces,
            DotSet context,
            long invokedNanos) {
        this.id = request.writeId();
        this.key = key;
        this.partition = partition;
        this.value = request.value();
        this.replaces = replaces;
        this.context = context;
        this.sloppy = request.sloppy().orElse(false);
        this.ttlMillis = request.ttlMillis();
        this.invokedNanos = invokedNanos;
    }

    boolean isAcknowledged() {
        return result == Write.Result.ACKNOWLEDGED;
    }

    Write toRecord(long expiresNanos) {
        return new Write(
                id,
                Fingerprints.name(key),
                value,
                replaces,
                context,
                result,
                dot,
                receipt.primaries().size(),
                expiresNanos,
                excused,
                invokedNanos,
                completedNanos);
    }
}

package io.kvorum.replication.coordinate;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.replica.KnownWrite;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest.Write;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replica that coordinates a write is going to send: decided from its own state alone, before anything is sent.
 */
sealed interface WritePlan {
    /**
     * @param isNew false if the write id was known: the mutation goes out again under the dot that it had
     * @param row the key's row, if it was read on the way
     */
    record Send(Mutation mutation, boolean isNew, Optional<Row> row) implements WritePlan {}

    /**
     * The write is known to have happened and to have been replaced, but not under which dot: what replaced it goes out.
     *
     * @param remover a mutation that named the write id
     */
    record SendWhatReplacedIt(Dot remover) implements WritePlan {}

    record Refuse(Failed failure) implements WritePlan {}

    static WritePlan of(ShardState shard, PartitionReplica replica, Checked request, Write write) {
        long fingerprint = fingerprint(request, write);
        Optional<KnownWrite> known = shard.makes(PlantedBug.WRITE_IDS_IGNORED)
                ? Optional.empty()
                : replica.log().find(write.writeId());
        if (known.isPresent() && replica.readable(request.key()).isEmpty()) {
            return new Refuse(Failures.damaged(Outcome.UNKNOWN));
        }
        if (known.isPresent() && !known.get().dots().isEmpty()) {
            if (known.get().fingerprint() != fingerprint && !shard.makes(PlantedBug.FINGERPRINT_IGNORED)) {
                return new Refuse(reused(write));
            }
            Dot dot = known.get().dots().get(0);
            // The version under that dot is the same everywhere: what expires when was decided with the dot.
            long expiresAt = shard.makes(PlantedBug.RETRY_GETS_ANOTHER_EXPIRY)
                    ? Ttl.expiresAtMillis(shard, request, write)
                    : replica.log().entry(dot).map(LogEntry::expiresAtMillis).orElse(Expiry.NEVER);
            return new Send(
                    mutation(shard, dot, fingerprint, write, request.context(), expiresAt), false, Optional.empty());
        }
        if (known.isPresent()) {
            return new SendWhatReplacedIt(known.get().removers().get(0));
        }
        Optional<Row> readable = replica.readable(request.key());
        if (readable.isEmpty()) {
            return new Refuse(Failures.damaged(Outcome.NOT_APPLIED));
        }
        Row row = readable.get();
        Optional<Failed> refusal = refusal(shard, replica, row, request, write);
        if (refusal.isPresent()) {
            return new Refuse(refusal.get());
        }
        CausalContext context = request.context();
        if (shard.makes(PlantedBug.REMOVES_WHAT_COORDINATOR_SEES)) {
            context = context.join(replica.filled(request.key()).toContext());
        }
        long expiresAt = Ttl.expiresAtMillis(shard, request, write);
        Dot dot = replica.mint(shard.actor());
        return new Send(mutation(shard, dot, fingerprint, write, context, expiresAt), true, Optional.of(row));
    }

    private static Mutation mutation(
            ShardState shard, Dot dot, long fingerprint, Write write, CausalContext context, long expiresAtMillis) {
        return new Mutation(dot, write.writeId(), fingerprint, Typed.stored(shard, write), context, expiresAtMillis);
    }

    private static Optional<Failed> refusal(
            ShardState shard, PartitionReplica replica, Row row, Checked request, Write write) {
        if (isOutsideWindow(shard, write)
                || (write.writeId().issuedAtMillis() <= replica.horizonMillis()
                        && !shard.makes(PlantedBug.HORIZON_NOT_CHECKED))
                || replica.folds().refuses(request.key(), write.writeId())) {
            return Optional.of(tooOld(write));
        }
        if (replica.log().size() >= shard.limits().maxLogEntriesPerPartition()) {
            return Optional.of(Failures.overloaded("the dot log of partition " + replica.partition() + " is full"));
        }
        Optional<Failed> outOfRange =
                write.type().isCounter() ? Counters.outOfRange(replica, request.key(), write) : Optional.empty();
        return outOfRange.isPresent() ? outOfRange : siblings(shard, row, request, write);
    }

    /** Sloppy and strict coordinators alike mint nothing for an id that others may have forgotten. */
    static boolean isOutsideWindow(ShardState shard, Write write) {
        long age = shard.now().wallMillis() - write.writeId().issuedAtMillis();
        return age > shard.limits().writeIdWindow().toMillis();
    }

    static Failed reused(Write write) {
        return Failures.refused(
                ErrorCode.WRITE_ID_REUSED,
                "write id " + write.writeId() + " was used for another request; this one was not applied");
    }

    static Failed tooOld(Write write) {
        return Failures.unknown(
                ErrorCode.WRITE_ID_TOO_OLD,
                "write id " + write.writeId() + " is older than the window in which retries are recognised: whether an"
                        + " earlier attempt was applied is not known any more; read the key and decide");
    }

    private static Optional<Failed> siblings(ShardState shard, Row row, Checked request, Write write) {
        if (write.value().isEmpty() || shard.makes(PlantedBug.SIBLING_DROPPED_AT_CAP)) {
            return Optional.empty();
        }
        List<Version> remaining = new ArrayList<>();
        long bytes = write.value().get().length();
        for (Version version : row.versions()) {
            if (!request.context().replaces(version)) {
                remaining.add(version);
                bytes += version.value().length();
            }
        }
        int after = Rows.shown(remaining).size() + 1;
        int cap = Math.min(request.bucket().maxSiblings(), shard.limits().maxSiblings());
        if (after <= cap && bytes <= shard.limits().maxRowBytes()) {
            return Optional.empty();
        }
        return Optional.of(Failures.refused(
                ErrorCode.TOO_MANY_SIBLINGS,
                "the key would have " + after + " siblings of " + bytes + " bytes (at most " + cap + ", "
                        + shard.limits().maxRowBytes()
                        + " bytes): read it, resolve the siblings, and write with the context of that read;"
                        + " nothing was changed"));
    }

    /** The same for every attempt of one request, at every coordinator. */
    static long fingerprint(Checked request, Write write) {
        ByteWriter out = new ByteWriter(64 + write.value().map(Bytes::length).orElse(0));
        out.writeInt(request.key().bucket()).writeBytes(request.key().name().array());
        out.writeByte(write.value().isPresent() ? 1 : 0);
        write.value().ifPresent(value -> out.writeBytes(value.array()));
        request.context().writeTo(out);
        write.ttlMillis().ifPresent(out::writeLong);
        return Hashing.xxh3_64().hashBytesToLong(out.toByteArray());
    }

    /** What the writer may give back with its next write of the key: what it replaced, and its own version. */
    static CausalContext contextAfter(CausalContext before, Mutation mutation) {
        DotSet dots = before.dots().with(mutation.dot());
        return new CausalContext(
                dots,
                mutation.value().isPresent() ? List.of(new Shown(mutation.dot(), mutation.writeId())) : List.of());
    }
}

package io.kvorum.replication.publish;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.ChosenWatch;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.util.List;
import java.util.Optional;

/** The markers: rows of strong buckets that say which version of a register was published. */
public final class Markers implements ChosenWatch {
    private final ShardState shard;
    private final OwnMutations own;
    private final Unpublished notes;

    public Markers(ShardState shard, OwnMutations own, Unpublished notes) {
        this.shard = shard;
        this.own = own;
        this.notes = notes;
    }

    /** The highest published version, as far as this replica knows; 0 if none. Of two coordinators at a time both markers stay. */
    static long version(List<Version> markers) {
        long highest = 0;
        for (Version version : markers) {
            highest = Math.max(highest, new ByteReader(version.value().array()).readVarLong());
        }
        return highest;
    }

    @Override
    public void chosen(int partition, RowKey register, long version) {
        if (shard.topology().bucket(register.bucket()).filter(Bucket::publishes).isPresent()) {
            shard.replica(partition).ifPresent(replica -> publish(replica, register, version));
        }
    }

    boolean mayPublish(PartitionReplica replica) {
        return own.mayMint(replica);
    }

    /** Unless a marker here says so already, or none may be made now: then it is for whoever has noted it. */
    private void publish(PartitionReplica replica, RowKey register, long version) {
        filled(replica, register)
                .filter(before -> version > version(before.versions()) && mayPublish(replica))
                .ifPresent(before -> mark(replica, register, before, version));
    }

    private static Optional<FilledRow> filled(PartitionReplica replica, RowKey register) {
        return replica.readable(register).map(row -> Rows.fill(row, replica.clock()));
    }

    /**
     * Of a register that was deleted and dropped: says again what was said last, as a change. The version of the delete is not
     * known to be one that was decided.
     *
     * @return false if the marker is damaged: what it says is not known, and it has to be done when that is replaced
     */
    boolean republish(PartitionReplica replica, RowKey register) {
        Optional<FilledRow> marker = filled(replica, register);
        marker.filter(before -> version(before.versions()) > 0)
                .ifPresent(before -> mark(replica, register, before, version(before.versions())));
        return marker.isPresent();
    }

    private void mark(PartitionReplica replica, RowKey register, FilledRow before, long version) {
        // All that is known of the row: only the dots of its markers would not say what those have replaced. No write
        // ids: a marker is never sent again under another dot, and a log entry that removes no id may go early.
        CausalContext context = new CausalContext(before.context(), List.of());
        Bytes value = Bytes.of(new ByteWriter(10).writeVarLong(version).toByteArray());
        own.make(replica, register, context, Optional.of(value));
        notes.markerCame(replica.partition(), register);
    }
}

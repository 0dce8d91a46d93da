package io.kvorum.replication.register;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.List;

/**
 * A compare-and-set over the keys of one register: if all conditions hold, all changes are made, as one version.
 *
 * @param changes of distinct keys, at least one
 * @param isRetry may an earlier attempt under this id have got anywhere? Then a failed comparison must be recorded, else that
 *     attempt could still be applied after it was answered
 */
public record Update(List<Condition> conditions, List<Change> changes, WriteId id, boolean isRetry) {
    public Update {
        conditions = List.copyOf(conditions);
        changes = List.copyOf(changes);
    }

    public Update asRetry() {
        return isRetry ? this : new Update(conditions, changes, id, true);
    }

    /** The keys of the conditions, each once. */
    public List<Bytes> conditionKeys() {
        return conditions.stream().map(Condition::key).distinct().toList();
    }

    /** Tells different requests under one write id apart. */
    public long fingerprint() {
        ByteWriter out = new ByteWriter(256);
        out.writeVarLong(conditions.size());
        conditions.forEach(condition -> condition.writeTo(out));
        changes.forEach(change -> change.writeTo(out));
        return Hashing.xxh3_64().hashBytesToLong(out.toByteArray());
    }
}

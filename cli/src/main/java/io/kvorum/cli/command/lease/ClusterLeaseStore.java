package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cluster;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.StrongUpdate.Change;
import io.kvorum.cli.StrongUpdate.Condition;
import io.kvorum.client.lease.LeaseChange;
import io.kvorum.client.lease.LeaseRecord;
import io.kvorum.client.lease.LeaseStore;
import io.kvorum.client.lease.StoredLease;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.List;
import java.util.Optional;

/** Leases in a bucket of the cluster of a command. */
record ClusterLeaseStore(Cluster cluster, String bucket) implements LeaseStore {
    @Override
    public Optional<StoredLease> read(Bytes key) {
        return cluster.readStrong(bucket, key, false)
                .map(found -> new StoredLease(
                        found.version(), LeaseRecord.decode(found.value()).orElseThrow(() -> LeaseStore.noLease(key))));
    }

    @Override
    public long write(Bytes key, LeaseChange change, Optional<WriteId> retryOf) {
        Condition condition = change.expectedVersion() == LeaseChange.ABSENT
                ? new Condition.Absent(key)
                : new Condition.AtVersion(key, change.expectedVersion());
        Change written = new Change(key, change.record().map(LeaseRecord::encode));
        return cluster.update(bucket, new StrongUpdate(List.of(condition), List.of(written), retryOf))
                .version();
    }
}

package io.kvorum.client.lease;

import io.kvorum.client.StrongBatch;
import io.kvorum.client.StrongBucket;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;

/** Leases in a strong bucket. */
final class StrongLeaseStore implements LeaseStore {
    private final StrongBucket<Bytes, Bytes> bucket;

    StrongLeaseStore(StrongBucket<Bytes, Bytes> bucket) {
        this.bucket = bucket;
    }

    @Override
    public String bucket() {
        return bucket.name();
    }

    @Override
    public Optional<StoredLease> read(Bytes key) {
        return bucket.get(key)
                .map(found -> new StoredLease(
                        found.version(), LeaseRecord.decode(found.value()).orElseThrow(() -> LeaseStore.noLease(key))));
    }

    @Override
    public long write(Bytes key, LeaseChange change, Optional<WriteId> retryOf) {
        StrongBatch<Bytes, Bytes> batch = bucket.batch();
        if (change.expectedVersion() == LeaseChange.ABSENT) {
            batch.ifAbsent(key);
        } else {
            batch.ifVersion(key, change.expectedVersion());
        }
        change.record().ifPresentOrElse(record -> batch.put(key, record.encode()), () -> batch.delete(key));
        retryOf.ifPresent(batch::retryOf);
        return batch.commit().version();
    }
}

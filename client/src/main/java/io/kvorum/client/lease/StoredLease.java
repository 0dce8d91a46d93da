package io.kvorum.client.lease;

/**
 * A lease as it was read.
 *
 * @param version of the key: of the grant, or of the last renewal
 */
public record StoredLease(long version, LeaseRecord record) {
    /** The version of the grant. It stays through renewals, and is greater than that of every earlier grant of the key. */
    public long fencingToken() {
        return record.renewals() == 0 ? version : record.grantVersion();
    }
}

package io.kvorum.client.lease;

import java.util.Optional;

/**
 * A compare-and-set of the key of a lease.
 *
 * @param expectedVersion the version that the key must have; {@link #ABSENT}: it must be absent
 * @param record what it holds then; empty deletes it
 */
public record LeaseChange(long expectedVersion, Optional<LeaseRecord> record) {
    /** No version of any key. */
    public static final long ABSENT = 0;
}

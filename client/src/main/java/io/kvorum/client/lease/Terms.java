package io.kvorum.client.lease;

/**
 * The last grant or renewal of a lease that is known to be made.
 *
 * @param expiresAtNanos by this process's clock: the duration after the moment before it was sent
 */
record Terms(StoredLease stored, long expiresAtNanos) {
    /** @param sentAtNanos read before the first attempt was sent: contenders may count from then on */
    static Terms sentAt(StoredLease stored, long sentAtNanos) {
        return new Terms(stored, sentAtNanos + stored.record().duration().toNanos());
    }

    long nanosLeft(long nowNanos) {
        return expiresAtNanos - nowNanos;
    }
}

/**
 * Leases over a strong bucket, with fencing tokens; locks and semaphores made of them, and the guard for what they protect.
 *
 * <p>A lease is a key of a strong bucket. Its holder renews it by compare-and-set on the version that it wrote last. A contender
 * notes the version, waits by its own monotonic clock for the duration that the record names and a margin, and takes over by
 * compare-and-set on exactly that version: expiry is a conditional round, and one that comes too late fails. No wall clock is read, and
 * no clocks of two machines are compared; what is assumed is that their <em>rates</em> differ by less than the margin.
 *
 * <p>A holder that is paused does not know that time has passed. What protects then is the fencing token alone: the version of
 * the grant, which only grows. {@link io.kvorum.client.lease.FencingGuard} refuses smaller ones than it has seen, and
 * {@link io.kvorum.client.lease.Lease#attach} makes updates of the same {@code {tag}} conditional on the lease. See Gray and Cheriton,
 * <em>Leases</em> (1989), and Kleppmann, <em>How to do distributed locking</em> (2016).
 *
 * <pre>{@code
 * Leases leases = Leases.of(client, "locks");
 * DistributedLock lock = new DistributedLock(leases, "{invoice-17}lock", Duration.ofSeconds(10));
 * Optional<Lease> held = lock.tryLock(Duration.ofSeconds(30));
 * if (held.isPresent()) {
 *     try (Lease lease = held.get()) {                        // renewed until it is closed
 *         printer.print(invoice, lease.fencingToken());       // which asks its FencingGuard
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.kvorum.client.lease;

import org.jspecify.annotations.NullMarked;

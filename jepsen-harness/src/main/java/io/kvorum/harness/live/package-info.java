/**
 * Faults on real processes: kill, stop, partition, skew, full disk.
 *
 * <p>Sends traffic only to loopback and to hosts that it started itself.
 */
@NullMarked
package io.kvorum.harness.live;

import org.jspecify.annotations.NullMarked;

/** Leases against a register in memory, and against random schedules on one thread at a time. */
@NullMarked
package io.kvorum.client.lease;

import org.jspecify.annotations.NullMarked;

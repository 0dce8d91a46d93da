/**
 * Clocks, dots, siblings and CRDT types: what a version is, and how two of them merge.
 *
 * <p>Pure: no clock, thread, lock, file, socket, logger, unseeded randomness or hash-ordered iteration, and no third-party code at
 * run time. Causality follows Gonçalves et al., <i>Concise Server-Wide Causality Management</i> (2017), at the grain of a partition.
 */
@NullMarked
package io.kvorum.crdt;

import org.jspecify.annotations.NullMarked;

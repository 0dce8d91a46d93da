/**
 * Canonical bytes: one value has one encoding. Used for rows, clocks, contexts and log entries, on disk and on the wire.
 * Never reads or writes anything but arrays.
 */
@NullMarked
package io.kvorum.crdt.codec;

import org.jspecify.annotations.NullMarked;

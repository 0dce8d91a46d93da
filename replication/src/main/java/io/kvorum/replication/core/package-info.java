/**
 * The door of the core: events in, effects out, time and limits handed in. No thread, clock, socket or file is behind it.
 */
@NullMarked
package io.kvorum.replication.core;

import org.jspecify.annotations.NullMarked;

/**
 * Levels and pure tallies. They only count; coordinators act.
 */
@NullMarked
package io.kvorum.replication.quorum;

import org.jspecify.annotations.NullMarked;

/**
 * Hinted handoff: mutations kept for the owners of a partition, delivered to whoever owns it by then. A hint is promised only
 * as long as the window of its write id.
 */
@NullMarked
package io.kvorum.replication.hint;

import org.jspecify.annotations.NullMarked;

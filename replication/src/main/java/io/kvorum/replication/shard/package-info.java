/**
 * What the handlers of one shard share: its partitions, its view of the peers, the effects of the step that is running. Only
 * state and plain access to it; decisions are made by the handlers.
 */
@NullMarked
package io.kvorum.replication.shard;

import org.jspecify.annotations.NullMarked;

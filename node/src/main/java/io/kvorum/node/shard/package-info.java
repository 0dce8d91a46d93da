/**
 * The threads of the shards: each drains its inbox through the core, commits what the core wrote as one batch, and lets held
 * messages and replies go when their batch is fsynced. While one batch is being fsynced the next one is stepped.
 *
 * <p>A shard's core, timers, open requests and storage belong to its thread; other threads only put something into its inbox.
 * No lock is taken on the way of a request. After DESIGN section 4.
 */
@NullMarked
package io.kvorum.node.shard;

import org.jspecify.annotations.NullMarked;

/**
 * The change feed of a bucket, a partition at a time: what a replica's dot log has beyond a consumer's position, as the present
 * state of the keys behind it; in a strong bucket, as a linearizable read of the registers behind it. Consumers ask; nothing is kept for them but a question that waits. DESIGN section 5, INTEGRITY
 * "The change feed".
 */
@NullMarked
package io.kvorum.replication.feed;

import org.jspecify.annotations.NullMarked;

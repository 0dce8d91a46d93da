/**
 * All keys of one tag of a strong bucket, written by conditional updates that are never made twice. What the other packages stand on.
 *
 * <p>{@link io.kvorum.integrity.tag.TagUpdates} reads a tag, lets a function decide, and writes if nobody else has written
 * meanwhile; else again. Each update names itself in the tag's head, so that after an unknown outcome its author reads whether
 * it is in: that holds even if the store has forgotten the write id, or never told it. {@link io.kvorum.integrity.tag.TagGuard}s put more
 * into the same write. {@link io.kvorum.integrity.tag.TagStore} is the whole of the store that the toolkit needs.
 *
 * <pre>{@code
 * TagUpdates updates = new TagUpdates(StrongTagStore.of(client, "seats"), TagOptions.DEFAULT);
 * boolean got = updates.update("flight-17", tag -> {
 *     if (tag.contents().value("seat-12a").isPresent()) {
 *         return Step.done(false);                                  // nothing is written
 *     }
 *     return Step.write(new TagWrite().put("seat-12a", passenger), true);
 * });
 * }</pre>
 *
 * <p>It follows Kung and Robinson, <em>On Optimistic Methods for Concurrency Control</em> (1981): no locks, and whoever is
 * first wins.
 */
@NullMarked
package io.kvorum.integrity.tag;

import org.jspecify.annotations.NullMarked;

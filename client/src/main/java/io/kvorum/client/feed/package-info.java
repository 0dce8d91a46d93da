/**
 * Following the changes of a bucket. {@link io.kvorum.client.feed.Feed} is an iterator with acknowledgement, {@link
 * io.kvorum.client.feed.FeedPublisher} the same as a reactive stream; both ask, and hold no more than they were told to.
 *
 * <pre>{@code
 * try (Feed<String, String> feed = orders.feed(FeedOptions.fromBeginning())) {
 *     while (true) {
 *         feed.next(Duration.ofSeconds(1)).ifPresent(event -> {
 *             if (event instanceof FeedEvent.Change<String, String> change) {
 *                 index.put(change.key(), change.versions());
 *             }
 *             feed.acknowledge(event);
 *         });
 *         store(feed.acknowledged());              // to go on from there: FeedOptions.from(stored)
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.kvorum.client.feed;

import org.jspecify.annotations.NullMarked;

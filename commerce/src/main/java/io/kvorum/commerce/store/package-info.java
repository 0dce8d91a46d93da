/**
 * How the services use the store: which buckets there are in a region, who signs events, how an outbox is relayed, and the list of all aggregates.
 * Nothing here but the public client and the toolkit; {@link io.kvorum.commerce.store.Stores} is all that tests have to replace.
 */
@NullMarked
package io.kvorum.commerce.store;

import org.jspecify.annotations.NullMarked;

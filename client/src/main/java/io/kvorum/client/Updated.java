package io.kvorum.client;

import io.kvorum.crdt.row.WriteId;

/**
 * An update of a strong bucket was made.
 *
 * @param version of all keys that it wrote
 * @param writeId under which it was made: {@link StrongBatch#retryOf} asks for it again
 */
public record Updated(long version, WriteId writeId, Receipt receipt) {}

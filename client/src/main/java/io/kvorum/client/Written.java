package io.kvorum.client;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.WriteId;

/**
 * An acknowledged write.
 *
 * @param context covers the written version and what the write replaced: the next write with it replaces this one
 * @param writeId the name of the write; another attempt with it has no further effect
 */
public record Written(Context context, Dot dot, WriteId writeId, Receipt receipt) {}

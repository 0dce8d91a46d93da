package io.kvorum.client;

import io.kvorum.crdt.row.WriteId;
import java.util.Optional;

/**
 * An acknowledged delete.
 *
 * @param found false if there was nothing to delete, and so nothing was written
 * @param context covers what was deleted
 * @param writeId of the delete; empty if nothing was written
 */
public record Deleted(boolean found, Context context, Optional<WriteId> writeId, Receipt receipt) {}

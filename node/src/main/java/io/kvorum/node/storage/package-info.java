/**
 * The disk under the shards: one RocksDB with a column family per table, one write batch per drain, and one thread that
 * makes batches of all shards durable with one fsync.
 *
 * <p>Follows DESIGN sections 4 and 9. Exceptions of RocksDB end here: what goes up is {@link
 * io.kvorum.replication.storage.CorruptStorageException} or {@link io.kvorum.node.storage.StorageFailure}.
 */
@NullMarked
package io.kvorum.node.storage;

import org.jspecify.annotations.NullMarked;

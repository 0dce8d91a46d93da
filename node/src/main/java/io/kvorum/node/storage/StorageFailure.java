package io.kvorum.node.storage;

import io.kvorum.replication.storage.CorruptStorageException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The disk does not do what it is told. The node stops; what was acknowledged is already durable. */
public final class StorageFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the disk. */
    public enum Kind {
        /** No space is left. */
        FULL,
        /** Another process holds the store open. */
        LOCKED,
        /** Anything else. */
        IO
    }

    private final Kind kind;

    public StorageFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The exception to throw for one of RocksDB's. */
    static RuntimeException of(String doing, RocksDBException e) {
        Status status = e.getStatus();
        String message = "RocksDB could not " + doing + ": " + e.getMessage();
        if (status == null) {
            return new StorageFailure(Kind.IO, message, e);
        }
        if (status.getCode() == Status.Code.Corruption) {
            return new CorruptStorageException(message, e);
        }
        if (status.getSubCode() == Status.SubCode.NoSpace || message.contains("No space left on device")) {
            return new StorageFailure(Kind.FULL, message, e);
        }
        boolean locked = message.contains("lock hold by current process") || message.contains("While lock file");
        return new StorageFailure(locked ? Kind.LOCKED : Kind.IO, message, e);
    }
}

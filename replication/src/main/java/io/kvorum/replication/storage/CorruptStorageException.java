package io.kvorum.replication.storage;

/** Stored bytes fail their checksum or do not follow their format. The node stops; the other replicas have the data. */
public final class CorruptStorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptStorageException(String message) {
        super(message);
    }

    public CorruptStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}

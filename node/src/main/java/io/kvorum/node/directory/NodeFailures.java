package io.kvorum.node.directory;

import io.kvorum.node.ExitCode;
import io.kvorum.node.NodeRefusal;
import io.kvorum.node.storage.StorageFailure;
import io.kvorum.replication.storage.CorruptStorageException;
import java.nio.file.Path;

/** Says what to do about a disk that fails, and which exit code it gives. */
public final class NodeFailures {
    private NodeFailures() {}

    /** The refusal for whatever stopped a node. */
    public static NodeRefusal refusal(Path directory, Throwable cause) {
        if (cause instanceof NodeRefusal refusal) {
            return refusal;
        }
        if (cause instanceof CorruptStorageException) {
            return new NodeRefusal(
                    ExitCode.CORRUPT,
                    "Stored bytes in " + directory + " are damaged: " + cause.getMessage()
                            + ". The other replicas have the"
                            + " data: check the disk, move the directory away and start with an empty one.",
                    cause);
        }
        if (cause instanceof StorageFailure failure) {
            return switch (failure.kind()) {
                case FULL -> diskFull(directory, failure);
                case LOCKED ->
                    new NodeRefusal(
                            ExitCode.DIRECTORY_LOCKED,
                            directory + " is used by another process: " + cause.getMessage(),
                            cause);
                case IO ->
                    new NodeRefusal(
                            ExitCode.DISK_FAILED,
                            "The disk under " + directory + " fails: " + cause.getMessage()
                                    + ". What was acknowledged is on the other replicas as well. Check the disk.",
                            cause);
            };
        }
        return new NodeRefusal(ExitCode.INTERNAL, "A bug: " + cause, cause);
    }

    static NodeRefusal diskFull(Path directory, Throwable cause) {
        return new NodeRefusal(
                ExitCode.DISK_FULL,
                "No space is left under " + directory + ": " + cause.getMessage()
                        + ". What was acknowledged is safe. Make room, then start the node again.",
                cause);
    }

    static boolean isNoSpace(Throwable e) {
        String message = e.getMessage();
        return message != null && (message.contains("No space left") || message.contains("Disk quota exceeded"));
    }
}

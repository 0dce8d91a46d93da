package io.kvorum.node;

/** Why a node's process ended. The numbers are stable; launchers and operators tell the reasons apart by them. */
public enum ExitCode {
    OK(0),
    /** A bug: a step of the core failed. */
    INTERNAL(1),
    /** The configuration is not usable. */
    CONFIGURATION(2),
    /** Another process uses the data directory. */
    DIRECTORY_LOCKED(20),
    /** The data directory cannot be written. */
    DIRECTORY_UNWRITABLE(21),
    /** The data belongs to another cluster. */
    OTHER_CLUSTER(22),
    /** The data belongs to another node. */
    OTHER_NODE(23),
    /** The data was written by a newer version. */
    NEWER_FORMAT(24),
    /** No space is left on the disk. */
    DISK_FULL(25),
    /** Stored bytes are damaged. */
    CORRUPT(26),
    /** The disk fails. */
    DISK_FAILED(27),
    /** An address cannot be listened on. */
    ADDRESS_TAKEN(28),
    /** The data was written by an older version whose format is not read any more. */
    OLDER_FORMAT(29);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}

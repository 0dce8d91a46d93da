package io.kvorum.replication.core;

/** When an effect may leave the node. */
public enum Hold {
    /** At once: it shows nothing that a crash could take back. */
    NONE,
    /** When everything that was written up to and including this step is fsynced. */
    UNTIL_DURABLE
}

package io.kvorum.harness.live;

/** What can be seen of a node's process from outside. */
public enum NodeState {
    /** There is no process. */
    DOWN,
    /** There is one that does not say that it serves. */
    STARTING,
    /** It serves. */
    READY,
    /** Stopped by SIGSTOP. */
    PAUSED
}

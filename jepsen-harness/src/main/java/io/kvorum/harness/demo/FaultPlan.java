package io.kvorum.harness.demo;

/** Which accidents a demo has. */
public enum FaultPlan {
    /** One of each kind: a killed node, a stopped one, a partition, a lost disk. */
    TOUR,
    /** A node is killed and started again, each round another one. */
    KILL_ONE,
    /** All nodes are killed at once and started again, round after round. */
    KILL_ALL
}

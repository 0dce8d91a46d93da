package io.kvorum.replication.core;

import io.kvorum.replication.message.RowKey;

/** What a timer is for. */
public sealed interface Timer {
    /** A coordinated request's deadline. */
    record RequestDeadline(long request) implements Timer {}

    /** A coordinated read waits too long for a replica: ask another one. */
    record ReadHedge(long request) implements Timer {}

    /** Compare clocks with the other replicas of the partitions of this shard. */
    record ExchangeTick() implements Timer {}

    /** Deliver waiting hints. */
    record HintTick() implements Timer {}

    /** Forget log entries that nobody can need any more, and strip rows. */
    record PruneTick() implements Timer {}

    /** Look at the rows of one more leaf. */
    record ScrubTick() implements Timer {}

    /** Nobody waits for this change of the bucket catalogue any more. */
    record ChangeDeadline(long number) implements Timer {}

    /** Ask again those that have not said yet whether they know dots of this node that are not here. */
    record ActorTick() implements Timer {}

    /** Somebody has waited long enough for changes. */
    record FeedWait(long number) implements Timer {}

    /** A register's queue has waited after a failed round. */
    record RegisterRetry(RowKey register) implements Timer {}

    /** Compare some registers of one more partition with the other replicas. */
    record RegisterRepairTick() implements Timer {}

    /** Ask again for what this node has to learn before it votes. */
    record RelearnTick() implements Timer {}

    /** Look for registers whose last versions were not published. */
    record PublishTick() implements Timer {}

    /** Compare topologies with the other nodes. */
    record TopologyTick() implements Timer {}
}

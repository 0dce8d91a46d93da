package io.kvorum.antientropy.register;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayDeque;
import java.util.Deque;

/** Rounds that bring registers of one partition to replicas which have missed their values, some at a time. */
final class Renewals {
    /** Clients want their turn as well. */
    private static final int AT_ONCE = 16;

    private final ShardState shard;
    private final Registers registers;
    private final int partition;
    private final Deque<Due> due = new ArrayDeque<>();
    /** Each ends by itself. */
    private int underWay;

    private boolean isStarting;

    Renewals(ShardState shard, Registers registers, int partition) {
        this.shard = shard;
        this.registers = registers;
        this.partition = partition;
    }

    private record Due(RowKey register, Ballot above) {}

    boolean isIdle() {
        return underWay == 0;
    }

    /** @param above what the replicas have promised */
    void add(RowKey register, Ballot above) {
        due.add(new Due(register, above));
    }

    /** A round may end at once, and then calls back from here. */
    void run() {
        if (isStarting) {
            return;
        }
        isStarting = true;
        while (!due.isEmpty() && underWay < AT_ONCE) {
            Due first = due.removeFirst();
            underWay++;
            shard.meter().registerRenewed();
            registers.renew(partition, first.register(), first.above(), () -> {
                underWay--;
                run();
            });
        }
        isStarting = false;
    }
}

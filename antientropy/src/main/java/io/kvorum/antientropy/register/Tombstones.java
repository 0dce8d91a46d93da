package io.kvorum.antientropy.register;

import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.StoredRegisters.Stored;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.shard.ShardState;
import java.time.Duration;
import java.util.List;

/**
 * When a replica may forget that a register was deleted: when every replica, in one epoch, has exactly this tombstone, or has
 * nothing and has promised up to its ballot at least. Nothing alone would not do: an older value could still be accepted there,
 * and nobody would know better any more.
 */
final class Tombstones {
    private final ShardState shard;
    private final Acceptor acceptor;

    Tombstones(ShardState shard, Acceptor acceptor) {
        this.shard = shard;
        this.acceptor = acceptor;
    }

    /** What another replica says of a register. @param floor of its partition */
    record Report(Ballot accepted, Ballot floor) {
        boolean agreesWith(Ballot ballot) {
            return accepted.equals(ballot);
        }

        boolean hasDropped(Ballot ballot) {
            return accepted.isNone() && !floor.isBelow(ballot);
        }
    }

    /** @param reports of all other replicas */
    boolean areEverywhere(Stored mine, List<Report> reports) {
        boolean bareCounts = shard.makes(PlantedBug.BARE_ABSENCE_COUNTS);
        return mine.isTombstone()
                && reports.stream()
                        .allMatch(report -> report.agreesWith(mine.accepted())
                                || report.hasDropped(mine.accepted())
                                || (bareCounts && report.accepted().isNone()));
    }

    /**
     * Have retries of the updates that made it come to an end? They would be refused from then on, and so would be other updates
     * of that time, of any register of which nothing is stored.
     */
    boolean isForgotten(Stored mine, long nowMillis) {
        Duration margin = shard.limits().writeIdWindow().plus(shard.limits().maxClockSkew());
        RegisterValue value = acceptor.state(mine.register()).value();
        return value.lastIssueMillis() + margin.toMillis() < nowMillis;
    }

    /** Does that replica lack what this one has, or the other way round? */
    boolean differs(Stored mine, Report report) {
        return !report.agreesWith(mine.accepted()) && !(mine.isTombstone() && report.hasDropped(mine.accepted()));
    }

    void drop(Stored mine) {
        if (acceptor.drop(mine.register(), mine.accepted())) {
            shard.meter().tombstoneDropped();
        }
    }
}

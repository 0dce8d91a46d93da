package io.kvorum.replication.publish;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.Voting;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.publish.Unpublished.Note;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Publishes what was accepted and whose coordinator has not: it died, or must not mint. Nothing is done at the first look at a
 * note, for a marker is on its way as a rule; if no newer one has come by a later look, the register is read, which finishes what
 * may be under way, and what is decided is published. The first owner that can be reached does it; the next ones only if it does not.
 */
public final class UnpublishedSweep {
    private static final int AT_ONCE = 32;
    private static final int MAX_WATCHED = 1_024;
    /** In one interval, as long as there are more notes than one tick can look at. */
    private static final int TICKS_WHEN_BUSY = 16;
    /** So many exchanges could have brought a marker meanwhile. */
    private static final int EXCHANGES_PER_TURN = 2;

    private final ShardState shard;
    private final Voting voting;
    private final Registers registers;
    private final Markers markers;
    private final Unpublished notes;
    private final Map<RowKey, Watched> watched = new LinkedHashMap<>();
    private final Map<Integer, Bytes> cursors = new TreeMap<>();
    private int lastPartition = -1;
    private int running;

    public UnpublishedSweep(ShardState shard, Voting voting, Registers registers, Markers markers, Unpublished notes) {
        this.shard = shard;
        this.voting = voting;
        this.registers = registers;
        this.markers = markers;
        this.notes = notes;
    }

    /** @param version that was noted at the first look, and is to be published */
    private record Watched(int partition, long version, long sinceNanos, boolean isRead) {}

    public void start() {
        notes.start();
        schedule(false);
    }

    private void schedule(boolean isMore) {
        Duration interval = shard.limits().exchangeInterval();
        shard.timer(isMore ? interval.dividedBy(TICKS_WHEN_BUSY) : interval, new Timer.PublishTick());
    }

    /** Looks at a bounded number of notes, partition after partition, and goes on there the next time. */
    public void onTick() {
        forgetPublished();
        readDue();
        int left = shard.limits().housekeepingWork();
        SortedSet<Integer> partitions = notes.partitions();
        SortedSet<Integer> rest = partitions.tailSet(lastPartition + 1);
        for (int partition : rest.isEmpty() ? partitions : rest) {
            if (left <= 0) {
                break;
            }
            left -= look(partition, left);
            lastPartition = partition;
        }
        if (left > 0) {
            lastPartition = -1;
        }
        schedule(left <= 0);
    }

    /** Those that markers have come for, or whose bucket is gone. */
    private void forgetPublished() {
        watched.entrySet()
                .removeIf(entry -> !entry.getValue().isRead()
                        && !notes.isNoted(entry.getValue().partition(), entry.getKey()));
    }

    /** Those that have waited long enough, whether their page comes round or not. */
    private void readDue() {
        for (Map.Entry<RowKey, Watched> entry : List.copyOf(watched.entrySet())) {
            Watched one = entry.getValue();
            if (running < AT_ONCE && !one.isRead()) {
                shard.replica(one.partition())
                        .filter(replica -> voting.votes(one.partition()) && markers.mayPublish(replica))
                        .filter(replica -> isDue(replica, one))
                        .ifPresent(replica -> read(replica, new Note(entry.getKey(), one.version())));
            }
        }
    }

    /** @return how much work that was */
    private int look(int partition, int limit) {
        Optional<PartitionReplica> replica = shard.replica(partition);
        Bytes from = cursors.getOrDefault(partition, Bytes.EMPTY);
        Unpublished.Page page = notes.page(partition, from, limit);
        cursors.put(partition, page.next());
        if (page.notes().isEmpty() && from.isEmpty()) {
            notes.none(partition);
        }
        page.notes().forEach(note -> replica.ifPresent(owned -> look(owned, note)));
        return 1 + page.notes().size();
    }

    private void look(PartitionReplica replica, Note note) {
        RowKey register = note.register();
        Optional<Bucket> bucket = shard.topology().bucket(register.bucket());
        if (bucket.isEmpty()) {
            // Dropped, and to be purged; or not heard of yet.
            return;
        }
        long published = notes.published(replica.partition(), register);
        if (published >= note.version() || !bucket.get().publishes()) {
            notes.forget(replica.partition(), register);
            return;
        }
        Watched before = watched.get(register);
        if (!voting.votes(replica.partition()) || !markers.mayPublish(replica)) {
            // Those that can be published must not wait for these.
            if (before != null && !before.isRead()) {
                watched.remove(register);
            }
            return;
        }
        if (before == null || (published >= before.version() && !before.isRead())) {
            watch(replica, note, false);
        } else if (!before.isRead() && isDue(replica, before)) {
            read(replica, note);
        }
    }

    private void watch(PartitionReplica replica, Note note, boolean isRead) {
        if (watched.size() < MAX_WATCHED || watched.containsKey(note.register())) {
            watched.put(
                    note.register(),
                    new Watched(replica.partition(), note.version(), shard.now().nanos(), isRead));
        }
    }

    private boolean isDue(PartitionReplica replica, Watched before) {
        Duration turn = shard.limits().exchangeInterval().multipliedBy(EXCHANGES_PER_TURN);
        long wait = turn.multipliedBy(1L + reachableBefore(replica.partition())).toNanos();
        return shard.now().nanos() - before.sinceNanos() >= wait && running < AT_ONCE;
    }

    /** How many of the owners before this one can be reached. */
    private int reachableBefore(int partition) {
        List<Integer> owners = shard.topology().replicasOf(partition);
        return (int) owners.subList(0, Math.max(0, owners.indexOf(shard.node()))).stream()
                .filter(shard::isUp)
                .count();
    }

    private void read(PartitionReplica replica, Note note) {
        running++;
        watch(replica, note, true);
        long deadline = shard.now().nanos() + shard.limits().exchangeTimeout().toNanos();
        registers.read(replica.partition(), note.register(), deadline, found -> {
            running--;
            found.ifPresent(value -> publish(replica, note, value));
            // What is still noted then is looked at anew.
            watched.remove(note.register());
        });
    }

    private void publish(PartitionReplica replica, Note note, RegisterValue value) {
        if (!value.isAbsent()) {
            markers.chosen(replica.partition(), note.register(), value.version());
        } else if (notes.isAbsentHere(replica.partition(), note.register())
                && markers.mayPublish(replica)
                && markers.republish(replica, note.register())) {
            notes.forget(replica.partition(), note.register());
        }
    }
}

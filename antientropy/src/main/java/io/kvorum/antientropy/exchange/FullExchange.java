package io.kvorum.antientropy.exchange;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.PageAnswer;
import io.kvorum.replication.message.PeerMessage.PageRequest;
import io.kvorum.replication.message.PeerMessage.ShippedRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.PartitionReplica.ForeignRow;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The exchange of last resort, for a replica that lacks dots which the other side's log no longer explains (a wiped disk, a
 * long absence): all rows of the partition, page by page. A page stands for its whole range: a key that is not in it has no
 * row at the answerer, and what that answerer's clock covers of it is obsolete. After the last page what is behind the clock
 * of the first one is here: every later page knew at least as much. These dots are not adopted at once: the log of the
 * answerer still has entries for some of them, and they name removed writes whose retries may yet come. So a clock exchange
 * follows, and of the dots that it finds forgotten those are adopted that are {@link #explained}.
 */
public final class FullExchange {
    /** How many partitions of a shard are paged through at a time. */
    private static final int MAX_RUNNING = 4;

    /** Told when all pages of a peer are here. */
    interface Finished {
        void finished(PartitionReplica replica, int node);
    }

    private final ShardState shard;
    private final Finished listener;
    private final Map<Integer, Run> running = new TreeMap<>();

    /** By partition the dots behind which nothing is missing here, and that the clock need not have yet. */
    private final Map<Integer, DotSet> explained = new TreeMap<>();

    /** One partition's exchange with one peer. */
    private static final class Run {
        private final int node;
        private final Actor ownActor;
        private long round;
        private long askedNanos;
        private Bytes from = Bytes.EMPTY;
        private Optional<PageAnswer> first = Optional.empty();

        Run(int node, Actor ownActor) {
            this.node = node;
            this.ownActor = ownActor;
        }
    }

    FullExchange(ShardState shard, Finished listener) {
        this.shard = shard;
        this.listener = listener;
    }

    /** How many partitions are being paged through now. */
    public int running() {
        return running.size();
    }

    void begin(PartitionReplica replica, int node) {
        if (running.containsKey(replica.partition()) || running.size() >= MAX_RUNNING) {
            return;
        }
        Run run = new Run(node, shard.actor());
        running.put(replica.partition(), run);
        ask(replica.partition(), run);
    }

    private void ask(int partition, Run run) {
        run.round = shard.nextRequest();
        run.askedNanos = shard.now().nanos();
        shard.send(run.node, new PageRequest(partition, run.round, shard.actor(), run.from), Hold.UNTIL_DURABLE);
    }

    /** Gives up runs whose peer is gone or silent; the next exchange begins anew. */
    void onTick() {
        long timeout = shard.limits().exchangeTimeout().toNanos();
        running.values()
                .removeIf(run -> !shard.isUp(run.node)
                        || !run.ownActor.equals(shard.actor())
                        || shard.now().nanos() - run.askedNanos >= timeout);
    }

    public void onRequest(int node, PageRequest request) {
        shard.replica(request.partition())
                .ifPresent(replica -> shard.send(node, page(replica, request), Hold.UNTIL_DURABLE));
    }

    private PageAnswer page(PartitionReplica replica, PageRequest request) {
        List<ShippedRow> rows = new ArrayList<>();
        Bytes[] next = {Bytes.EMPTY};
        int[] bytes = {0};
        byte[] from = request.from().isEmpty()
                ? Keys.partition(replica.partition())
                : request.from().array();
        replica.scanRows(from, (stored, row) -> {
            if (bytes[0] >= shard.limits().exchangePageBytes()
                    || rows.size() >= shard.limits().exchangePageDots()) {
                next[0] = Bytes.of(stored);
                return false;
            }
            rows.add(new ShippedRow(Keys.rowKey(stored), row));
            bytes[0] += stored.length + sizeOf(row);
            return true;
        });
        List<LogEntry> entries = new ArrayList<>();
        for (ShippedRow shipped : rows) {
            entries.addAll(replica.entriesOf(
                    shipped.row().versions().stream().map(Version::dot).toList()));
        }
        return new PageAnswer(
                replica.partition(),
                request.round(),
                shard.actor(),
                request.from(),
                next[0],
                replica.clock(),
                shard.now().wallMillis(),
                replica.horizonMillis(),
                rows,
                entries);
    }

    private static int sizeOf(Row row) {
        int bytes = 16;
        for (Version version : row.versions()) {
            bytes += 32 + version.value().length();
        }
        return bytes;
    }

    public void onAnswer(int node, PageAnswer answer) {
        Run run = running.get(answer.partition());
        Optional<PartitionReplica> owned = shard.replica(answer.partition());
        if (run == null || owned.isEmpty() || run.node != node || run.round != answer.round()) {
            return;
        }
        if (!run.ownActor.equals(shard.actor())
                || run.first.map(first -> !first.actor().equals(answer.actor())).orElse(false)) {
            running.remove(answer.partition());
            return;
        }
        PartitionReplica replica = owned.get();
        List<ForeignRow> rows = new ArrayList<>(ClockExchange.foreign(answer.rows(), answer.entries(), answer.clock()));
        rows.addAll(absent(replica, answer));
        if (run.first.isEmpty()) {
            run.first = Optional.of(answer);
        }
        run.from = answer.next();
        if (answer.next().isEmpty()) {
            finish(replica, run, rows, answer.clock());
        } else {
            replica.merge(rows, DotSet.EMPTY);
            ask(answer.partition(), run);
        }
    }

    /** The rows here that lie in the page's range and are not in it: the answerer has none, and says so with its clock. */
    private static List<ForeignRow> absent(PartitionReplica replica, PageAnswer answer) {
        Set<RowKey> present = new TreeSet<>();
        answer.rows().forEach(shipped -> present.add(shipped.key()));
        FilledRow absent = new FilledRow(List.of(), answer.clock().bases());
        byte[] from = answer.from().isEmpty()
                ? Keys.partition(replica.partition())
                : answer.from().array();
        List<RowKey> here = new ArrayList<>();
        replica.scanRows(from, (stored, row) -> {
            if (!answer.next().isEmpty()
                    && Arrays.compareUnsigned(stored, answer.next().array()) >= 0) {
                return false;
            }
            RowKey key = Keys.rowKey(stored);
            if (!present.contains(key)) {
                here.add(key);
            }
            return true;
        });
        return here.stream().map(key -> new ForeignRow(key, absent, List.of())).toList();
    }

    private void finish(PartitionReplica replica, Run run, List<ForeignRow> rows, DotSet lastClock) {
        running.remove(replica.partition());
        replica.merge(rows, DotSet.EMPTY);
        DotSet clock = run.first.orElseThrow().clock();
        // A row's own context keeps a dot only until the base covers it. If the base has grown over an exception while
        // the
        // pages came, its deleted row may have gone before its page, and nothing here would know the dot of an old
        // copy.
        DotSet dots = clock.bases().join(clock.minus(lastClock.bases()));
        explained.merge(replica.partition(), dots, DotSet::join);
        listener.finished(replica, run.node);
    }

    /** Which of these dots may be adopted although no log entry came with them. */
    DotSet explained(PartitionReplica replica, DotSet dots) {
        DotSet known = explained.getOrDefault(replica.partition(), DotSet.EMPTY);
        if (replica.clock().containsAll(known)) {
            explained.remove(replica.partition());
        }
        return dots.minus(dots.minus(known));
    }
}

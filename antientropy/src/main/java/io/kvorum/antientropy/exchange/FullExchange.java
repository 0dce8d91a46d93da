package io.kvorum.antientropy.exchange;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage.ExchangeAnswer;
import io.kvorum.replication.message.PeerMessage.PageAnswer;
import io.kvorum.replication.message.PeerMessage.PageRequest;
import io.kvorum.replication.message.PeerMessage.RangeSum;
import io.kvorum.replication.message.PeerMessage.TreeAnswer;
import io.kvorum.replication.message.PeerMessage.TreeQuestion;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.PartitionReplica.ForeignRow;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.tree.HashRange;
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
 * long absence). First the trees are compared: where they say the same, both sides show the same versions, and there is nothing to
 * send. Then the rows of the ranges in which they differ are paged through, and with them all whose contexts the sums do not
 * cover. A page stands for the whole of its ranges: a key of these that is not in it has no row at the answerer, and what that
 * answerer's clock covers of it is obsolete.
 *
 * <p>After the last page what is behind the clock from before the first question is here: each later answer knew at least as much.
 * These dots are not adopted at once: the log of the answerer still has entries for some of them, and they name removed writes
 * whose retries may yet come. So a clock exchange follows, and of the dots that it finds forgotten those are adopted that
 * are {@link #explained}.
 */
public final class FullExchange {
    /** How many partitions of a shard are gone through at a time. */
    private static final int MAX_RUNNING = 4;
    /** Damaged rows that a page names. */
    private static final int MAX_WITHHELD = 256;

    /** Told when all pages of a peer are here. */
    interface Finished {
        void finished(PartitionReplica replica, int node);
    }

    private final ShardState shard;
    private final Finished listener;
    private final Map<Integer, ResyncRun> running = new TreeMap<>();

    /** By partition the dots behind which nothing is missing here, and that the clock need not have yet. */
    private final Map<Integer, DotSet> explained = new TreeMap<>();

    FullExchange(ShardState shard, Finished listener) {
        this.shard = shard;
        this.listener = listener;
    }

    /** How many partitions are being gone through now. */
    public int running() {
        return running.size();
    }

    /** @param answer of that node, whose log has forgotten what is behind some dots of its clock */
    void begin(PartitionReplica replica, int node, ExchangeAnswer answer) {
        if (running.containsKey(replica.partition()) || running.size() >= MAX_RUNNING) {
            return;
        }
        ResyncRun run = new ResyncRun(shard, node, answer.actor(), answer.clock());
        running.put(replica.partition(), run);
        if (replica.tree().sum(HashRange.ALL).rows() == 0) {
            run.takeAll();
        }
        askNext(replica, run);
    }

    private void askNext(PartitionReplica replica, ResyncRun run) {
        run.askedNanos = shard.now().nanos();
        List<RangeSum> question = run.compares() ? run.descent().nextQuestion(replica) : List.of();
        if (!question.isEmpty()) {
            run.round = shard.nextRequest();
            shard.send(run.node, new TreeQuestion(replica.partition(), run.round, question), Hold.NONE);
            return;
        }
        run.compared();
        run.round = shard.nextRequest();
        run.asked = run.pageRequest(replica.partition());
        shard.send(run.node, run.asked, Hold.UNTIL_DURABLE);
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
        shard.replica(request.partition()).ifPresent(replica -> {
            PageAnswer page = RowPages.read(shard, replica, request);
            // A page stands for all of its range: what it passes over without saying so counts as not there.
            if (page.withheld().size() <= MAX_WITHHELD) {
                shard.send(node, page, Hold.UNTIL_DURABLE);
            }
        });
    }

    /** Of a comparison of trees, perhaps of one that was begun here. */
    public void onTreeAnswer(int node, TreeAnswer answer) {
        ResyncRun run = running.get(answer.partition());
        Optional<PartitionReplica> owned = shard.replica(answer.partition());
        if (run == null || owned.isEmpty() || run.node != node || run.round != answer.round() || !run.compares()) {
            return;
        }
        PartitionReplica replica = owned.get();
        run.isIncomplete |= !answer.damaged().isEmpty() || !replica.damaged().isEmpty();
        if (lacksMost(replica, answer)) {
            run.takeAll();
        } else {
            run.descent().answered(replica, answer);
        }
        askNext(replica, run);
    }

    /** Then comparing is more work than taking all. */
    private static boolean lacksMost(PartitionReplica replica, TreeAnswer answer) {
        return answer.different().stream()
                .filter(sum -> sum.depth() == 0)
                .anyMatch(sum ->
                        sum.rows() > 2 * replica.tree().sum(HashRange.ALL).rows());
    }

    public void onAnswer(int node, PageAnswer answer) {
        ResyncRun run = running.get(answer.partition());
        Optional<PartitionReplica> owned = shard.replica(answer.partition());
        if (run == null || owned.isEmpty() || run.node != node || run.round != answer.round() || run.compares()) {
            return;
        }
        // Under the same actor it may know less, too: an old copy that has not been recognised yet.
        boolean knowsLess = !run.clock.minus(answer.clock()).isEmpty();
        if (!run.ownActor.equals(shard.actor()) || !run.actor.equals(answer.actor()) || knowsLess) {
            running.remove(answer.partition());
            return;
        }
        PartitionReplica replica = owned.get();
        List<ForeignRow> rows = new ArrayList<>(ClockExchange.foreign(answer.rows(), answer.entries(), answer.clock()));
        if (!shard.makes(PlantedBug.ROWS_ABSENT_FROM_PAGES_KEPT)) {
            rows.addAll(absent(replica, run.asked, answer));
        }
        replica.merge(rows, DotSet.EMPTY);
        // A row that is damaged now took nothing in, and may be whole when the last page comes.
        run.isIncomplete |= !answer.withheld().isEmpty() || !replica.damaged().isEmpty();
        if (run.answered(answer)) {
            running.remove(answer.partition());
            finish(replica, run, answer.clock());
        } else {
            askNext(replica, run);
        }
    }

    /** The rows here that lie in the page's ranges and are not in it: the answerer has none, and says so with its clock. */
    private static List<ForeignRow> absent(PartitionReplica replica, PageRequest asked, PageAnswer answer) {
        Set<RowKey> present = new TreeSet<>(answer.withheld());
        answer.rows().forEach(shipped -> present.add(shipped.key()));
        FilledRow absent = new FilledRow(List.of(), answer.clock().bases());
        byte[] from = RowPages.from(asked, replica.partition());
        byte[] until = answer.next().isEmpty()
                ? RowPages.until(asked, replica.partition())
                : answer.next().array();
        List<ForeignRow> here = new ArrayList<>();
        for (HashRange range : asked.ranges()) {
            byte[] start = Keys.rows(replica.partition(), range.start());
            byte[] end = Keys.rowsAfter(replica.partition(), range.last());
            replica.scanRows(
                    Arrays.compareUnsigned(start, from) < 0 ? from : start,
                    Arrays.compareUnsigned(end, until) < 0 ? end : until,
                    (stored, row) -> {
                        RowKey key = Keys.rowKey(stored);
                        if (!present.contains(key)) {
                            here.add(new ForeignRow(key, absent, List.of()));
                        }
                        return true;
                    });
        }
        return here;
    }

    private void finish(PartitionReplica replica, ResyncRun run, DotSet lastClock) {
        // The rows are here, but what is behind the dots of the damaged ones is not.
        if (run.isIncomplete) {
            return;
        }
        // A row's own context keeps a dot only until the base covers it. If the base has grown over an exception while
        // the pages came, its deleted row may have gone before its page, and nothing here would know the dot of an old
        // copy.
        DotSet dots = run.clock.bases().join(run.clock.minus(lastClock.bases()));
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

package io.kvorum.replication.coordinate;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.quorum.QuorumTally.Verdict;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Element;
import io.kvorum.replication.request.ClientReply.ElementsFound;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest.ListElements;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A page of the elements of a key, in two steps. As many replicas as the level asks for say which elements they have rows of: an
 * acknowledged one is among those. Then each of these is read like any row, at the same level, laggards written back: so the page shows of
 * each element what a read of it would have shown. An index that was cut off says nothing of what comes after its last element, and neither does the page.
 */
final class ElementPage implements Coordinator {
    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final Checked request;
    private final ListElements list;
    private final long number;
    private final long deadlineNanos;
    private final QuorumTally answered;
    private final Set<Integer> asked = new TreeSet<>();
    private final SortedMap<Integer, ElementsFound> indexes = new TreeMap<>();
    private final SortedMap<Bytes, Element> found = new TreeMap<>();
    private boolean decided;
    private boolean ended;
    private int reads;
    private Bytes next = Bytes.EMPTY;

    private ElementPage(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            Checked request,
            ListElements list,
            long deadlineNanos) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.list = list;
        this.number = shard.nextRequest();
        this.deadlineNanos = deadlineNanos;
        this.answered = request.newTally();
    }

    static void start(
            ShardState shard,
            Pending pending,
            ReplyTarget target,
            Checked request,
            ListElements list,
            long deadlineNanos) {
        PartitionReplica replica = shard.replica(request.partition()).orElseThrow();
        ElementPage page = new ElementPage(shard, pending, target, request, list, deadlineNanos);
        pending.add(page.number, page, deadlineNanos);
        page.asked.add(shard.node());
        page.indexes.put(shard.node(), Elements.own(replica, request, list));
        page.answered.acknowledged(shard.node());
        page.ask(false);
        shard.timer(shard.limits().readHedgeDelay(), new Timer.ReadHedge(page.number));
        page.progress();
    }

    /** As many replicas as the level still needs, those first that can be reached. */
    private void ask(boolean everybody) {
        QuorumTally hoped = request.newTally();
        asked.stream().filter(shard::isUp).forEach(hoped::acknowledged);
        List<Integer> order = new ArrayList<>(request.owners());
        order.sort(Comparator.comparing((Integer node) -> !shard.isUp(node)));
        for (int node : order) {
            if ((everybody || hoped.verdict() != Verdict.MET) && asked.add(node)) {
                long remaining = Math.max(0, deadlineNanos - shard.now().nanos());
                shard.send(
                        node,
                        new PeerMessage.Forward(number, request.partition(), remaining, list.ofOwnIndex()),
                        Hold.NONE);
                hoped.acknowledged(node);
            }
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (decided || !request.owners().contains(node) || !(answer instanceof PeerMessage.Forwarded forwarded)) {
            return;
        }
        if (forwarded.reply() instanceof ElementsFound index) {
            indexes.put(node, index);
            answered.acknowledged(node);
        } else {
            answered.failed(node);
            ask(true);
        }
        progress();
    }

    private void progress() {
        if (decided) {
            return;
        }
        if (answered.verdict() == Verdict.IMPOSSIBLE) {
            end(Failures.unavailable(
                    Outcome.NOT_APPLIED,
                    "too few of the replicas " + request.owners() + " can be reached for a level of "
                            + request.requirement().total()
                            + "; a read changes nothing; retry, or ask for a lower level",
                    Receipt.NONE));
        } else if (answered.verdict() == Verdict.MET && pending.room() == 0) {
            end(Failures.overloaded("this node has too many requests in flight"));
        } else if (answered.verdict() == Verdict.MET) {
            decided = true;
            readAll(candidates());
        }
    }

    /** Those that some index has, up to where all say what they have. */
    private NavigableSet<Bytes> candidates() {
        NavigableSet<Bytes> names = new TreeSet<>();
        Map<Integer, ElementsFound> counted =
                shard.makes(PlantedBug.PAGE_OF_ONE_INDEX) ? indexes.subMap(shard.node(), shard.node() + 1) : indexes;
        for (ElementsFound index : counted.values()) {
            index.elements().forEach(element -> names.add(element.element()));
            if (!index.next().isEmpty() && (next.isEmpty() || index.next().compareTo(next) < 0)) {
                next = index.next();
            }
        }
        // Each is a request in flight.
        int limit = Math.min(Elements.pageSize(list), pending.room());
        if (!shard.makes(PlantedBug.PAGE_NOT_CUT_AT_THE_SHORTEST_INDEX)) {
            if (!next.isEmpty()) {
                names.tailSet(next, false).clear();
            }
            while (names.size() > limit) {
                names.pollLast();
                next = names.last();
            }
        } else if (!next.isEmpty()) {
            next = names.last();
        }
        return names;
    }

    private void readAll(NavigableSet<Bytes> names) {
        reads = names.size();
        if (reads == 0) {
            finish();
        }
        for (Bytes name : names) {
            if (!ended) {
                RowKey key = new RowKey(
                        request.key().bucket(), request.key().key(), list.type().sub(name));
                ReplyTarget.Inner inner = new ReplyTarget.Inner(reply -> read(name, reply));
                ReadCoordinator.start(shard, pending, inner, request.ofElement(key), deadlineNanos);
            }
        }
    }

    private void read(Bytes name, ClientReply reply) {
        if (ended) {
            return;
        }
        if (reply instanceof ClientReply.Found row) {
            if (!row.versions().isEmpty()) {
                found.put(name, new Element(name, row.versions()));
            }
            if (--reads == 0) {
                finish();
            }
        } else {
            end(reply instanceof Failed failed ? failed : Failures.overloaded("an element was not read"));
        }
    }

    private void finish() {
        Receipt receipt =
                new Receipt(request.requirement().total(), answered.acknowledgedNodes(), List.of(), true, List.of(), 0);
        end(new ElementsFound(new ArrayList<>(found.values()), next, receipt));
    }

    /** An element that is shown, or is not, may be so by a batch that is not yet durable. */
    private void end(ClientReply reply) {
        ended = true;
        decided = true;
        pending.remove(number);
        shard.reply(target, reply, Hold.UNTIL_DURABLE);
    }

    @Override
    public void onPeerDown(int node) {
        if (!decided && request.owners().contains(node) && !indexes.containsKey(node)) {
            answered.failed(node);
            ask(false);
            progress();
        }
    }

    @Override
    public void onHedge() {
        if (!decided) {
            ask(true);
        }
    }

    @Override
    public void onDeadline() {
        end(Failures.deadline(
                Outcome.NOT_APPLIED,
                "the deadline came before " + request.requirement().total()
                        + " replicas had answered; a read changes nothing; retry, or ask for a lower level",
                Receipt.NONE));
    }
}

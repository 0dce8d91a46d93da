package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RowAnswer;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.ReplicaView;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects what each replica of a key holds; those that do not answer in time are named as such. */
final class ExplainCoordinator implements Coordinator {
    private static final int HEDGES_TO_WAIT = 20;

    private final ShardState shard;
    private final Pending pending;
    private final ReplyTarget target;
    private final Checked request;
    private final long number;
    private final SortedMap<Integer, RowAnswer> answers = new TreeMap<>();
    private final Set<Integer> down = new TreeSet<>();
    private int hedges;

    private ExplainCoordinator(ShardState shard, Pending pending, ReplyTarget target, Checked request) {
        this.shard = shard;
        this.pending = pending;
        this.target = target;
        this.request = request;
        this.number = shard.nextRequest();
    }

    static void start(ShardState shard, Pending pending, ReplyTarget target, Checked request, long deadlineNanos) {
        ExplainCoordinator explain = new ExplainCoordinator(shard, pending, target, request);
        pending.add(explain.number, explain, deadlineNanos);
        for (int owner : request.owners()) {
            if (shard.isUp(owner)) {
                shard.send(
                        owner,
                        new PeerMessage.ReadRow(explain.number, request.partition(), request.key(), Optional.empty()),
                        Hold.NONE);
            } else {
                explain.down.add(owner);
            }
        }
        explain.waitMore();
        explain.finishIfComplete();
    }

    private void waitMore() {
        shard.timer(shard.limits().readHedgeDelay(), new Timer.ReadHedge(number));
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {
        if (answer instanceof RowAnswer row && request.owners().contains(node)) {
            answers.put(node, row);
            finishIfComplete();
        }
    }

    @Override
    public void onPeerDown(int node) {
        if (request.owners().contains(node)) {
            down.add(node);
            finishIfComplete();
        }
    }

    @Override
    public void onHedge() {
        if (++hedges >= HEDGES_TO_WAIT) {
            finish();
        } else {
            waitMore();
        }
    }

    @Override
    public void onDeadline() {
        finish();
    }

    private void finishIfComplete() {
        if (request.owners().stream().allMatch(owner -> answers.containsKey(owner) || down.contains(owner))) {
            finish();
        }
    }

    private void finish() {
        pending.remove(number);
        List<ReplicaView> views = new ArrayList<>();
        for (int owner : request.owners()) {
            Optional<RowAnswer> answer = Optional.ofNullable(answers.get(owner));
            views.add(answer.map(row -> view(owner, row))
                    .orElse(new ReplicaView(owner, false, List.of(), DotSet.EMPTY, DotSet.EMPTY)));
        }
        shard.reply(target, new ClientReply.Explained(request.partition(), views), Hold.NONE);
    }

    private static ReplicaView view(int node, RowAnswer answer) {
        FilledRow row = answer.row().orElse(FilledRow.EMPTY);
        return new ReplicaView(node, true, row.versions(), answer.rowContext(), answer.clock());
    }
}

package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RowAnswer;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.ReplicaView;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Tells what each replica of a key holds; those that do not answer in time are named as such. */
final class KeyExplanation {
    private KeyExplanation() {}

    static void start(ShardState shard, Pending pending, ReplyTarget target, Checked request, long deadlineNanos) {
        EveryReplica.ask(
                shard,
                pending,
                request.owners(),
                RowAnswer.class,
                number -> new PeerMessage.ReadRow(
                        number, request.partition(), request.key(), Optional.empty(), Optional.empty()),
                EveryReplica.soon(shard, deadlineNanos),
                answers -> shard.reply(target, explained(request, answers), Hold.NONE));
    }

    private static ClientReply explained(Checked request, SortedMap<Integer, RowAnswer> answers) {
        List<ReplicaView> views = new ArrayList<>();
        for (int owner : request.owners()) {
            Optional<RowAnswer> answer = Optional.ofNullable(answers.get(owner));
            views.add(answer.map(row -> view(owner, row))
                    .orElse(new ReplicaView(owner, false, List.of(), DotSet.EMPTY, DotSet.EMPTY)));
        }
        return new ClientReply.Explained(request.partition(), views);
    }

    private static ReplicaView view(int node, RowAnswer answer) {
        FilledRow row = answer.row().orElse(FilledRow.EMPTY);
        return new ReplicaView(node, true, row.versions(), answer.rowContext(), answer.clock());
    }
}

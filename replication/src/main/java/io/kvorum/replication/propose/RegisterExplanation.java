package io.kvorum.replication.propose;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.coordinate.EveryReplica;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegisterShown;
import io.kvorum.replication.register.RegisterJudgement;
import io.kvorum.replication.register.RegisterView;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.RegisterReplica;
import io.kvorum.replication.shard.ReplyTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Tells what each replica of a register holds, and what that means. Any node can; nothing is changed anywhere. */
final class RegisterExplanation {
    private RegisterExplanation() {}

    static void start(Replicas replicas, Bytes key, ReplyTarget target, long deadlineNanos) {
        long epoch = replicas.epoch();
        EveryReplica.ask(
                replicas.shard(),
                replicas.pending(),
                replicas.owners(),
                RegisterShown.class,
                number -> new PeerMessage.ShowRegister(number, replicas.partition(), replicas.register(), key, epoch),
                EveryReplica.soon(replicas.shard(), deadlineNanos),
                answers -> replicas.shard().reply(target, explained(replicas, answers), Hold.NONE));
    }

    private static ClientReply explained(Replicas replicas, SortedMap<Integer, RegisterShown> answers) {
        List<RegisterReplica> shown = new ArrayList<>();
        List<RegisterView> views = new ArrayList<>();
        for (int owner : replicas.owners()) {
            Optional<RegisterView> view =
                    Optional.ofNullable(answers.get(owner)).map(RegisterShown::view);
            view.ifPresent(views::add);
            shown.add(new RegisterReplica(owner, view));
        }
        return new ClientReply.RegisterExplained(
                replicas.partition(), replicas.majority(), shown, RegisterJudgement.of(views, replicas.majority()));
    }
}

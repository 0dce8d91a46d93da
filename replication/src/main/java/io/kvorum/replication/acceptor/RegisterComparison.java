package io.kvorum.replication.acceptor;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegisterVerdict;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import java.util.List;

/** Tells another replica what this one has of the registers that it asks about. As any answer, by a voter of its epoch only. */
public final class RegisterComparison {
    private final ShardState shard;
    private final RegisterMessages acceptors;

    public RegisterComparison(ShardState shard, RegisterMessages acceptors) {
        this.shard = shard;
        this.acceptors = acceptors;
    }

    public void onCompare(int node, PeerMessage.CompareRegisters question) {
        int partition = question.partition();
        RegisterVerdict verdict =
                acceptors.voting().refusal(partition, question.epoch()).orElse(RegisterVerdict.GRANTED);
        boolean granted = verdict == RegisterVerdict.GRANTED;
        Acceptor acceptor = acceptors.acceptor(partition);
        List<Ballot> accepted =
                granted ? question.registers().stream().map(acceptor::accepted).toList() : List.of();
        shard.send(
                node,
                new PeerMessage.RegistersCompared(
                        partition,
                        question.request(),
                        verdict,
                        acceptors.voting().epoch(),
                        granted ? acceptor.floor().ballot() : Ballot.NONE,
                        accepted),
                Hold.UNTIL_DURABLE);
    }
}

package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.RegisterView;
import io.kvorum.replication.register.RegisterView.Vote;
import io.kvorum.replication.shard.ShardState;

/** Shows what an acceptor holds. Nothing is promised, and no epoch entered; also one that does not vote shows it. */
public final class RegisterViews {
    private final ShardState shard;
    private final RegisterMessages acceptors;

    public RegisterViews(ShardState shard, RegisterMessages acceptors) {
        this.shard = shard;
        this.acceptors = acceptors;
    }

    public void onShow(int node, PeerMessage.ShowRegister show) {
        PeerMessage answer = new PeerMessage.RegisterShown(
                show.request(), show.partition(), view(show.partition(), show.register(), show.key(), vote(show)));
        // Promises, floors and epochs are shown too, and each could be taken back by a crash before it is durable.
        shard.send(node, answer, Hold.UNTIL_DURABLE);
    }

    private Vote vote(PeerMessage.ShowRegister show) {
        RegisterVerdict verdict = shard.topology().isDropped(show.register().bucket())
                ? RegisterVerdict.NOT_VOTING
                : acceptors.voting().verdict(show.partition(), show.epoch());
        return switch (verdict) {
            case GRANTED, REFUSED -> Vote.VOTES;
            case WRONG_EPOCH -> Vote.OTHER_EPOCH;
            case NOT_VOTING -> Vote.NOT_VOTING;
        };
    }

    private RegisterView view(int partition, RowKey register, Bytes key, Vote vote) {
        Acceptor acceptor = acceptors.acceptor(partition);
        RegisterState state = acceptor.state(register);
        RegisterValue value = state.value();
        RegisterFloor floor = acceptor.floor();
        return new RegisterView(
                vote,
                acceptors.voting().epoch(),
                state.promised(),
                state.accepted(),
                floor.ballot(),
                floor.version(),
                floor.horizonMillis(),
                value.version(),
                value.horizonMillis(),
                value.entries().size(),
                value.entry(key),
                value.memory().size(),
                RegisterView.latest(value.memory()));
    }
}

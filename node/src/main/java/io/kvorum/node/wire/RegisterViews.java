package io.kvorum.node.wire;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.client.Ballot;
import io.kvorum.protocol.client.ExplainRegisterRequest;
import io.kvorum.protocol.client.RegisterExplained;
import io.kvorum.protocol.client.RegisterView;
import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.register.Entry;
import io.kvorum.replication.register.RegisterJudgement;
import io.kvorum.replication.register.RegisterView.Memory;
import io.kvorum.replication.register.RegisterView.Vote;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.Optional;

/** What replicas show of a register, to and from protobuf. */
final class RegisterViews {
    private RegisterViews() {}

    static PeerProto.ShowRegister encode(PeerMessage.ShowRegister m) {
        return PeerProto.ShowRegister.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setRegister(PeerEncoder.key(m.register()))
                .setKey(Parts.wrap(m.key()))
                .setEpoch(m.epoch())
                .build();
    }

    static PeerMessage decode(PeerProto.ShowRegister m) {
        return new PeerMessage.ShowRegister(
                m.getRequest(),
                PeerDecoder.partition(m.getPartition()),
                PeerDecoder.key(m.getRegister()),
                Parts.bytes(m.getKey()),
                m.getEpoch());
    }

    static PeerProto.RegisterShown encode(PeerMessage.RegisterShown m) {
        return PeerProto.RegisterShown.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setView(view(m.view()))
                .build();
    }

    static PeerMessage decode(PeerProto.RegisterShown m) {
        return new PeerMessage.RegisterShown(
                m.getRequest(), PeerDecoder.partition(m.getPartition()), view(m.getView()));
    }

    static ExplainRegisterRequest encode(ClientRequest.ExplainRegister explain) {
        return ExplainRegisterRequest.newBuilder()
                .setBucket(explain.bucket())
                .setKey(Parts.wrap(explain.key()))
                .build();
    }

    static ClientRequest decode(ExplainRegisterRequest explain) {
        return new ClientRequest.ExplainRegister(explain.getBucket(), Parts.bytes(explain.getKey()));
    }

    static RegisterExplained encode(ClientReply.RegisterExplained explained) {
        RegisterJudgement judgement = explained.judgement();
        return RegisterExplained.newBuilder()
                .setPartition(explained.partition())
                .setMajority(explained.majority())
                .addAllReplicas(Parts.mapped(explained.replicas(), RegisterViews::replica))
                .setJudgement(
                        switch (judgement.kind()) {
                            case DECIDED -> RegisterExplained.Judgement.JUDGEMENT_DECIDED;
                            case UNDER_WAY -> RegisterExplained.Judgement.JUDGEMENT_UNDER_WAY;
                            case TOO_FEW -> RegisterExplained.Judgement.JUDGEMENT_TOO_FEW;
                        })
                .setBallot(ballot(judgement.ballot()))
                .setVersion(judgement.version())
                .setLaterAccepted(judgement.laterAccepted())
                .build();
    }

    static ClientReply decode(RegisterExplained explained) {
        RegisterJudgement.Kind kind = switch (explained.getJudgement()) {
            case JUDGEMENT_DECIDED -> RegisterJudgement.Kind.DECIDED;
            case JUDGEMENT_UNDER_WAY -> RegisterJudgement.Kind.UNDER_WAY;
            case JUDGEMENT_TOO_FEW -> RegisterJudgement.Kind.TOO_FEW;
            case JUDGEMENT_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedBytesException("unknown judgement of a register");
        };
        return new ClientReply.RegisterExplained(
                Parts.natural(explained.getPartition(), "partition"),
                Parts.natural(explained.getMajority(), "majority"),
                Parts.mapped(explained.getReplicasList(), RegisterViews::replica),
                new RegisterJudgement(
                        kind, ballot(explained.getBallot()), explained.getVersion(), explained.getLaterAccepted()));
    }

    private static RegisterExplained.Replica replica(ClientReply.RegisterReplica replica) {
        RegisterExplained.Replica.Builder out =
                RegisterExplained.Replica.newBuilder().setNode(replica.node());
        replica.view().ifPresent(view -> out.setView(view(view)));
        return out.build();
    }

    private static ClientReply.RegisterReplica replica(RegisterExplained.Replica replica) {
        return new ClientReply.RegisterReplica(
                Parts.natural(replica.getNode(), "node"),
                replica.hasView() ? Optional.of(view(replica.getView())) : Optional.empty());
    }

    private static RegisterView view(io.kvorum.replication.register.RegisterView view) {
        RegisterView.Builder out = RegisterView.newBuilder()
                .setVote(vote(view.vote()))
                .setEpoch(view.epoch())
                .setPromised(ballot(view.promised()))
                .setAccepted(ballot(view.accepted()))
                .setFloor(ballot(view.floor()))
                .setFloorVersion(view.floorVersion())
                .setFloorHorizonMillis(view.floorHorizonMillis())
                .setVersion(view.version())
                .setHorizonMillis(view.horizonMillis())
                .setKeys(view.keys())
                .setSessions(view.sessions())
                .addAllRemembered(Parts.mapped(view.remembered(), RegisterViews::memory));
        view.entry()
                .ifPresent(entry -> out.setEntry(RegisterView.Entry.newBuilder()
                        .setVersion(entry.version())
                        .setValue(Parts.wrap(entry.value()))));
        return out.build();
    }

    private static io.kvorum.replication.register.RegisterView view(RegisterView view) {
        return new io.kvorum.replication.register.RegisterView(
                vote(view.getVote()),
                view.getEpoch(),
                ballot(view.getPromised()),
                ballot(view.getAccepted()),
                ballot(view.getFloor()),
                view.getFloorVersion(),
                view.getFloorHorizonMillis(),
                view.getVersion(),
                view.getHorizonMillis(),
                Parts.natural(view.getKeys(), "keys"),
                view.hasEntry()
                        ? Optional.of(new Entry(
                                view.getEntry().getVersion(),
                                Parts.bytes(view.getEntry().getValue())))
                        : Optional.empty(),
                Parts.natural(view.getSessions(), "sessions"),
                Parts.mapped(view.getRememberedList(), RegisterViews::memory));
    }

    private static RegisterView.Remembered memory(Memory memory) {
        return RegisterView.Remembered.newBuilder()
                .setWriteId(Parts.writeId(memory.id()))
                .setApplied(memory.applied())
                .setVersion(memory.version())
                .build();
    }

    private static Memory memory(RegisterView.Remembered memory) {
        return new Memory(Parts.writeId(memory.getWriteId()), memory.getApplied(), memory.getVersion());
    }

    private static RegisterView.Vote vote(Vote vote) {
        return switch (vote) {
            case VOTES -> RegisterView.Vote.VOTE_VOTES;
            case OTHER_EPOCH -> RegisterView.Vote.VOTE_OTHER_EPOCH;
            case NOT_VOTING -> RegisterView.Vote.VOTE_NOT_VOTING;
        };
    }

    private static Vote vote(RegisterView.Vote vote) {
        return switch (vote) {
            case VOTE_VOTES -> Vote.VOTES;
            case VOTE_OTHER_EPOCH -> Vote.OTHER_EPOCH;
            case VOTE_NOT_VOTING -> Vote.NOT_VOTING;
            case VOTE_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedBytesException("unknown vote of a replica");
        };
    }

    private static Ballot ballot(io.kvorum.replication.register.Ballot ballot) {
        return Ballot.newBuilder()
                .setEpoch(ballot.epoch())
                .setCounter(ballot.counter())
                .setActor(ballot.actor().id())
                .build();
    }

    private static io.kvorum.replication.register.Ballot ballot(Ballot ballot) {
        if (ballot.getEpoch() < 0 || ballot.getCounter() < 0) {
            throw new MalformedBytesException("ballot with a negative epoch or counter");
        }
        return new io.kvorum.replication.register.Ballot(
                ballot.getEpoch(), ballot.getCounter(), new Actor(ballot.getActor()));
    }
}

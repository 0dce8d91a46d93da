package io.kvorum.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RegisterCopy;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import java.util.Optional;

/** The rounds of linearizable keys, to and from protobuf. */
final class RegisterRounds {
    private RegisterRounds() {}

    static PeerProto.PrepareRegister encode(PeerMessage.PrepareRegister m) {
        return PeerProto.PrepareRegister.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setRegister(PeerEncoder.key(m.register()))
                .setEpoch(m.epoch())
                .setBallot(ballot(m.ballot()))
                .setKnown(ballot(m.known()))
                .build();
    }

    static PeerMessage decode(PeerProto.PrepareRegister m) {
        return new PeerMessage.PrepareRegister(
                m.getRequest(),
                PeerDecoder.partition(m.getPartition()),
                PeerDecoder.key(m.getRegister()),
                m.getEpoch(),
                ballot(m.getBallot()),
                ballot(m.getKnown()));
    }

    static PeerProto.AcceptRegister encode(PeerMessage.AcceptRegister m) {
        return PeerProto.AcceptRegister.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setRegister(PeerEncoder.key(m.register()))
                .setEpoch(m.epoch())
                .setBallot(ballot(m.ballot()))
                .setValue(value(m.value()))
                .setNext(ballot(m.next()))
                .build();
    }

    static PeerMessage decode(PeerProto.AcceptRegister m) {
        return new PeerMessage.AcceptRegister(
                m.getRequest(),
                PeerDecoder.partition(m.getPartition()),
                PeerDecoder.key(m.getRegister()),
                m.getEpoch(),
                ballot(m.getBallot()),
                value(m.getValue()),
                ballot(m.getNext()));
    }

    static PeerProto.ReadRegister encode(PeerMessage.ReadRegister m) {
        return PeerProto.ReadRegister.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setRegister(PeerEncoder.key(m.register()))
                .setEpoch(m.epoch())
                .setKnown(ballot(m.known()))
                .build();
    }

    static PeerMessage decode(PeerProto.ReadRegister m) {
        return new PeerMessage.ReadRegister(
                m.getRequest(),
                PeerDecoder.partition(m.getPartition()),
                PeerDecoder.key(m.getRegister()),
                m.getEpoch(),
                ballot(m.getKnown()));
    }

    static PeerProto.RegisterAnswer encode(PeerMessage.RegisterAnswer m) {
        PeerProto.RegisterAnswer.Builder out = PeerProto.RegisterAnswer.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setVerdict(verdict(m.verdict()))
                .setEpoch(m.epoch())
                .setPromised(ballot(m.promised()))
                .setAccepted(ballot(m.accepted()));
        m.value().ifPresent(value -> out.setValue(value(value)));
        return out.build();
    }

    static PeerMessage decode(PeerProto.RegisterAnswer m) {
        return new PeerMessage.RegisterAnswer(
                m.getRequest(),
                PeerDecoder.partition(m.getPartition()),
                verdict(m.getVerdict()),
                m.getEpoch(),
                ballot(m.getPromised()),
                ballot(m.getAccepted()),
                m.hasValue() ? Optional.of(value(m.getValue())) : Optional.empty());
    }

    static PeerProto.RegisterPageRequest encode(PeerMessage.RegisterPageRequest m) {
        return PeerProto.RegisterPageRequest.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setEpoch(m.epoch())
                .setFrom(Parts.wrap(m.from()))
                .build();
    }

    static PeerMessage decode(PeerProto.RegisterPageRequest m) {
        return new PeerMessage.RegisterPageRequest(
                PeerDecoder.partition(m.getPartition()), m.getRound(), m.getEpoch(), Parts.bytes(m.getFrom()));
    }

    static PeerProto.RegisterPage encode(PeerMessage.RegisterPage m) {
        return PeerProto.RegisterPage.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setVerdict(verdict(m.verdict()))
                .setEpoch(m.epoch())
                .setFrom(Parts.wrap(m.from()))
                .setNext(Parts.wrap(m.next()))
                .setFloor(ballot(m.floor()))
                .setFloorVersion(m.floorVersion())
                .setFloorHorizonMillis(m.floorHorizonMillis())
                .addAllRegisters(Parts.mapped(m.registers(), RegisterRounds::copy))
                .build();
    }

    static PeerMessage decode(PeerProto.RegisterPage m) {
        return new PeerMessage.RegisterPage(
                PeerDecoder.partition(m.getPartition()),
                m.getRound(),
                verdict(m.getVerdict()),
                m.getEpoch(),
                Parts.bytes(m.getFrom()),
                Parts.bytes(m.getNext()),
                ballot(m.getFloor()),
                m.getFloorVersion(),
                m.getFloorHorizonMillis(),
                Parts.mapped(m.getRegistersList(), RegisterRounds::copy));
    }

    static PeerProto.NameAcceptor encode(PeerMessage.NameAcceptor m) {
        return PeerProto.NameAcceptor.newBuilder()
                .setPrevious(m.previous().id())
                .setAcceptor(m.acceptor().id())
                .build();
    }

    static PeerMessage decode(PeerProto.NameAcceptor m) {
        return new PeerMessage.NameAcceptor(new Actor(m.getPrevious()), new Actor(m.getAcceptor()));
    }

    private static PeerProto.RegisterCopy copy(RegisterCopy copy) {
        return PeerProto.RegisterCopy.newBuilder()
                .setRegister(PeerEncoder.key(copy.register()))
                .setAccepted(ballot(copy.accepted()))
                .setValue(value(copy.value()))
                .build();
    }

    private static RegisterCopy copy(PeerProto.RegisterCopy copy) {
        return new RegisterCopy(
                PeerDecoder.key(copy.getRegister()), ballot(copy.getAccepted()), value(copy.getValue()));
    }

    static PeerProto.Ballot ballot(Ballot ballot) {
        return PeerProto.Ballot.newBuilder()
                .setEpoch(ballot.epoch())
                .setCounter(ballot.counter())
                .setActor(ballot.actor().id())
                .build();
    }

    static Ballot ballot(PeerProto.Ballot ballot) {
        if (ballot.getEpoch() < 0 || ballot.getCounter() < 0) {
            throw new MalformedBytesException("ballot with a negative epoch or counter");
        }
        return new Ballot(ballot.getEpoch(), ballot.getCounter(), new Actor(ballot.getActor()));
    }

    private static ByteString value(RegisterValue value) {
        return UnsafeByteOperations.unsafeWrap(value.toBytes());
    }

    private static RegisterValue value(ByteString bytes) {
        return RegisterValue.fromBytes(bytes.toByteArray());
    }

    static PeerProto.RegisterVerdict verdict(RegisterVerdict verdict) {
        return switch (verdict) {
            case GRANTED -> PeerProto.RegisterVerdict.REGISTER_VERDICT_GRANTED;
            case REFUSED -> PeerProto.RegisterVerdict.REGISTER_VERDICT_REFUSED;
            case WRONG_EPOCH -> PeerProto.RegisterVerdict.REGISTER_VERDICT_WRONG_EPOCH;
            case NOT_VOTING -> PeerProto.RegisterVerdict.REGISTER_VERDICT_NOT_VOTING;
        };
    }

    static RegisterVerdict verdict(PeerProto.RegisterVerdict verdict) {
        return switch (verdict) {
            case REGISTER_VERDICT_GRANTED -> RegisterVerdict.GRANTED;
            case REGISTER_VERDICT_REFUSED -> RegisterVerdict.REFUSED;
            case REGISTER_VERDICT_WRONG_EPOCH -> RegisterVerdict.WRONG_EPOCH;
            case REGISTER_VERDICT_NOT_VOTING -> RegisterVerdict.NOT_VOTING;
            case REGISTER_VERDICT_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedBytesException("unknown verdict of an acceptor");
        };
    }
}

package io.kvorum.node.wire;

import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RegisterReport;
import io.kvorum.replication.message.Tombstone;

/** How replicas of registers compare what they have, to and from protobuf. */
final class RegisterComparisons {
    private RegisterComparisons() {}

    static PeerProto.CompareRegisters encode(PeerMessage.CompareRegisters m) {
        return PeerProto.CompareRegisters.newBuilder()
                .setPartition(m.partition())
                .setRequest(m.request())
                .setEpoch(m.epoch())
                .addAllRegisters(Parts.mapped(m.registers(), PeerEncoder::key))
                .build();
    }

    static PeerMessage decode(PeerProto.CompareRegisters m) {
        return new PeerMessage.CompareRegisters(
                PeerDecoder.partition(m.getPartition()),
                m.getRequest(),
                m.getEpoch(),
                Parts.mapped(m.getRegistersList(), PeerDecoder::key));
    }

    static PeerProto.RegistersCompared encode(PeerMessage.RegistersCompared m) {
        return PeerProto.RegistersCompared.newBuilder()
                .setPartition(m.partition())
                .setRequest(m.request())
                .setVerdict(RegisterRounds.verdict(m.verdict()))
                .setEpoch(m.epoch())
                .setTakenAtMillis(m.takenAtMillis())
                .setFloor(RegisterRounds.ballot(m.floor()))
                .addAllRegisters(Parts.mapped(m.registers(), RegisterComparisons::report))
                .build();
    }

    static PeerMessage decode(PeerProto.RegistersCompared m) {
        return new PeerMessage.RegistersCompared(
                PeerDecoder.partition(m.getPartition()),
                m.getRequest(),
                RegisterRounds.verdict(m.getVerdict()),
                m.getEpoch(),
                m.getTakenAtMillis(),
                RegisterRounds.ballot(m.getFloor()),
                Parts.mapped(m.getRegistersList(), RegisterComparisons::report));
    }

    private static PeerProto.RegisterReport report(RegisterReport report) {
        return PeerProto.RegisterReport.newBuilder()
                .setPromised(RegisterRounds.ballot(report.promised()))
                .setAccepted(RegisterRounds.ballot(report.accepted()))
                .build();
    }

    private static RegisterReport report(PeerProto.RegisterReport report) {
        return new RegisterReport(
                RegisterRounds.ballot(report.getPromised()), RegisterRounds.ballot(report.getAccepted()));
    }

    static PeerProto.DropTombstones encode(PeerMessage.DropTombstones m) {
        return PeerProto.DropTombstones.newBuilder()
                .setPartition(m.partition())
                .setEpoch(m.epoch())
                .addAllTombstones(Parts.mapped(m.tombstones(), RegisterComparisons::tombstone))
                .build();
    }

    static PeerMessage decode(PeerProto.DropTombstones m) {
        return new PeerMessage.DropTombstones(
                PeerDecoder.partition(m.getPartition()),
                m.getEpoch(),
                Parts.mapped(m.getTombstonesList(), RegisterComparisons::tombstone));
    }

    private static PeerProto.Tombstone tombstone(Tombstone tombstone) {
        return PeerProto.Tombstone.newBuilder()
                .setRegister(PeerEncoder.key(tombstone.register()))
                .setAccepted(RegisterRounds.ballot(tombstone.accepted()))
                .build();
    }

    private static Tombstone tombstone(PeerProto.Tombstone tombstone) {
        return new Tombstone(PeerDecoder.key(tombstone.getRegister()), RegisterRounds.ballot(tombstone.getAccepted()));
    }
}

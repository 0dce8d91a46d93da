package io.kvorum.node.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.protocol.peer.PeerProto.Envelope;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.topology.TopologyCodec;

/** Messages between nodes, from records to protobuf. */
final class PeerEncoder {
    private PeerEncoder() {}

    static Envelope envelope(PeerMessage message) {
        Envelope.Builder out = Envelope.newBuilder();
        switch (message) {
            case PeerMessage.ApplyMutation m -> out.setApplyMutation(applyMutation(m));
            case PeerMessage.KeepHint m -> out.setKeepHint(keepHint(m));
            case PeerMessage.RepairRow m -> out.setRepairRow(repairRow(m));
            case PeerMessage.ApplyAnswer m ->
                out.setApplyAnswer(PeerProto.ApplyAnswer.newBuilder()
                        .setRequest(m.request())
                        .setPartition(m.partition())
                        .setResult(result(m.result())));
            case PeerMessage.ReadRow m -> out.setReadRow(readRow(m));
            case PeerMessage.RowAnswer m -> out.setRowAnswer(rowAnswer(m));
            case PeerMessage.Forward m -> out.setForward(forward(m));
            case PeerMessage.Forwarded m -> out.setForwarded(forwarded(m));
            case PeerMessage.ExchangeRequest m -> out.setExchangeRequest(exchangeRequest(m));
            case PeerMessage.ExchangeAnswer m -> out.setExchangeAnswer(exchangeAnswer(m));
            case PeerMessage.PageRequest m -> out.setPageRequest(TreeMessages.encode(m));
            case PeerMessage.PageAnswer m -> out.setPageAnswer(pageAnswer(m));
            case PeerMessage.ActorQuestion m ->
                out.setActorQuestion(PeerProto.ActorQuestion.newBuilder()
                        .setPartition(m.partition())
                        .setActor(m.actor().id()));
            case PeerMessage.ActorAnswer m ->
                out.setActorAnswer(PeerProto.ActorAnswer.newBuilder()
                        .setPartition(m.partition())
                        .setActor(m.actor().id())
                        .setHighest(m.highest()));
            case PeerMessage.TopologyQuestion m ->
                out.setTopologyQuestion(PeerProto.TopologyQuestion.newBuilder().setEpoch(m.epoch()));
            case PeerMessage.TopologyOffer m ->
                out.setTopologyOffer(PeerProto.TopologyOffer.newBuilder()
                        .setTopology(UnsafeByteOperations.unsafeWrap(TopologyCodec.toBytes(m.topology()))));
            case PeerMessage.CataloguePrepare m -> out.setCataloguePrepare(CatalogueMessages.encode(m));
            case PeerMessage.CataloguePromise m -> out.setCataloguePromise(CatalogueMessages.encode(m));
            case PeerMessage.CatalogueAccept m -> out.setCatalogueAccept(CatalogueMessages.encode(m));
            case PeerMessage.CatalogueAccepted m -> out.setCatalogueAccepted(CatalogueMessages.encode(m));
            case PeerMessage.TreeQuestion m -> out.setTreeQuestion(TreeMessages.encode(m));
            case PeerMessage.TreeAnswer m -> out.setTreeAnswer(TreeMessages.encode(m));
            case PeerMessage.CompareRow m -> out.setCompareRow(TreeMessages.encode(m));
            case PeerMessage.ComparedRow m -> out.setComparedRow(TreeMessages.encode(m));
            case PeerMessage.RestoreRow m -> out.setRestoreRow(TreeMessages.encode(m));
            case PeerMessage.PrepareRegister m -> out.setPrepareRegister(RegisterRounds.encode(m));
            case PeerMessage.AcceptRegister m -> out.setAcceptRegister(RegisterRounds.encode(m));
            case PeerMessage.ReadRegister m -> out.setReadRegister(RegisterRounds.encode(m));
            case PeerMessage.RegisterAnswer m -> out.setRegisterAnswer(RegisterRounds.encode(m));
            case PeerMessage.RegisterPageRequest m -> out.setRegisterPageRequest(RegisterRounds.encode(m));
            case PeerMessage.RegisterPage m -> out.setRegisterPage(RegisterRounds.encode(m));
            case PeerMessage.CompareRegisters m -> out.setCompareRegisters(RegisterComparisons.encode(m));
            case PeerMessage.RegistersCompared m -> out.setRegistersCompared(RegisterComparisons.encode(m));
            case PeerMessage.DropTombstones m -> out.setDropTombstones(RegisterComparisons.encode(m));
            case PeerMessage.ShowRegister m -> out.setShowRegister(RegisterViews.encode(m));
            case PeerMessage.RegisterShown m -> out.setRegisterShown(RegisterViews.encode(m));
            case PeerMessage.NameAcceptor m -> out.setNameAcceptor(RegisterRounds.encode(m));
        }
        return out.build();
    }

    private static PeerProto.ApplyMutation.Builder applyMutation(PeerMessage.ApplyMutation m) {
        return PeerProto.ApplyMutation.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setKey(key(m.key()))
                .setMutation(Parts.canonical(sizeOf(m.mutation()), m.mutation()::writeTo));
    }

    private static PeerProto.KeepHint.Builder keepHint(PeerMessage.KeepHint m) {
        return PeerProto.KeepHint.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setKey(key(m.key()))
                .setMutation(Parts.canonical(sizeOf(m.mutation()), m.mutation()::writeTo));
    }

    private static PeerProto.RepairRow.Builder repairRow(PeerMessage.RepairRow m) {
        return PeerProto.RepairRow.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setKey(key(m.key()))
                .setRow(Parts.canonical(sizeOf(m.row()), m.row()::writeTo))
                .addAllEntries(Parts.entries(m.entries()));
    }

    private static PeerProto.Forward.Builder forward(PeerMessage.Forward m) {
        PeerProto.Forward.Builder out = PeerProto.Forward.newBuilder()
                .setRequest(m.request())
                .setRemainingNanos(m.remainingNanos())
                .setClientRequest(RequestCodec.encode(m.clientRequest()));
        return m.partition() == PeerMessage.NODE ? out : out.setPartition(m.partition());
    }

    private static PeerProto.Forwarded.Builder forwarded(PeerMessage.Forwarded m) {
        PeerProto.Forwarded.Builder out =
                PeerProto.Forwarded.newBuilder().setRequest(m.request()).setReply(ReplyEncoder.response(m.reply()));
        return m.partition() == PeerMessage.NODE ? out : out.setPartition(m.partition());
    }

    private static PeerProto.ExchangeRequest.Builder exchangeRequest(PeerMessage.ExchangeRequest m) {
        return PeerProto.ExchangeRequest.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setActor(m.actor().id())
                .setClock(Parts.dots(m.clock()))
                .setTakenAtMillis(m.takenAtMillis())
                .setPassOver(Parts.dots(m.passOver()))
                .setFoldFloorMillis(m.foldFloorMillis());
    }

    private static PeerProto.ReadRow.Builder readRow(PeerMessage.ReadRow m) {
        PeerProto.ReadRow.Builder out = PeerProto.ReadRow.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .setKey(key(m.key()));
        m.replacing().ifPresent(out::setReplacing);
        m.known().ifPresent(known -> out.setKnown(knownRow(known)));
        return out;
    }

    static PeerProto.KnownRow knownRow(PeerMessage.KnownRow known) {
        return PeerProto.KnownRow.newBuilder()
                .addAllLive(Parts.mapped(known.live(), PeerEncoder::shown))
                .setRowContext(Parts.dots(known.rowContext()))
                .setClock(Parts.dots(known.clock()))
                .build();
    }

    private static PeerProto.RowAnswer.Builder rowAnswer(PeerMessage.RowAnswer m) {
        PeerProto.RowAnswer.Builder out = PeerProto.RowAnswer.newBuilder()
                .setRequest(m.request())
                .setPartition(m.partition())
                .addAllEntries(Parts.entries(m.entries()))
                .setRowContext(Parts.dots(m.rowContext()))
                .setClock(Parts.dots(m.clock()))
                .setAsOfMillis(m.asOfMillis());
        m.row().ifPresent(row -> out.setRow(Parts.canonical(sizeOf(row), row::writeTo)));
        return out;
    }

    private static PeerProto.ExchangeAnswer.Builder exchangeAnswer(PeerMessage.ExchangeAnswer m) {
        return PeerProto.ExchangeAnswer.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setAskerActor(m.askerActor().id())
                .setAskerClock(Parts.dots(m.askerClock()))
                .setActor(m.actor().id())
                .setClock(Parts.dots(m.clock()))
                .setTakenAtMillis(m.takenAtMillis())
                .setShipped(Parts.dots(m.shipped()))
                .setWithheld(Parts.dots(m.withheld()))
                .setPruned(m.pruned())
                .setMore(m.more())
                .setHorizonMillis(m.horizonMillis())
                .addAllRows(Parts.mapped(m.rows(), PeerEncoder::shipped))
                .addAllEntries(Parts.entries(m.entries()));
    }

    private static PeerProto.PageAnswer.Builder pageAnswer(PeerMessage.PageAnswer m) {
        return PeerProto.PageAnswer.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setActor(m.actor().id())
                .setFrom(Parts.wrap(m.from()))
                .setNext(Parts.wrap(m.next()))
                .setClock(Parts.dots(m.clock()))
                .setTakenAtMillis(m.takenAtMillis())
                .setHorizonMillis(m.horizonMillis())
                .addAllRows(Parts.mapped(m.rows(), PeerEncoder::shipped))
                .addAllEntries(Parts.entries(m.entries()))
                .addAllWithheld(Parts.mapped(m.withheld(), PeerEncoder::key));
    }

    private static PeerProto.ShippedRow shipped(PeerMessage.ShippedRow shipped) {
        return PeerProto.ShippedRow.newBuilder()
                .setKey(key(shipped.key()))
                .setRow(UnsafeByteOperations.unsafeWrap(shipped.row().toByteArray()))
                .build();
    }

    /** About as many bytes as it takes, rather a few more. */
    private static int sizeOf(Mutation mutation) {
        return 192 + mutation.value().map(Bytes::length).orElse(0);
    }

    private static int sizeOf(FilledRow row) {
        int bytes = 128;
        for (Version version : row.versions()) {
            bytes += 64 + version.value().length();
        }
        return bytes;
    }

    private static PeerProto.Shown shown(Shown shown) {
        return PeerProto.Shown.newBuilder()
                .setDot(Parts.dot(shown.dot()))
                .setWriteId(Parts.writeId(shown.writeId()))
                .build();
    }

    static PeerProto.Key key(RowKey key) {
        return PeerProto.Key.newBuilder()
                .setBucket(key.bucket())
                .setKey(Parts.wrap(key.key()))
                .setSub(Parts.wrap(key.sub()))
                .build();
    }

    private static PeerProto.ApplyResult result(ApplyResult result) {
        return switch (result) {
            case APPLIED -> PeerProto.ApplyResult.APPLY_RESULT_APPLIED;
            case TOO_OLD -> PeerProto.ApplyResult.APPLY_RESULT_TOO_OLD;
            case DAMAGED -> PeerProto.ApplyResult.APPLY_RESULT_DAMAGED;
            case OVERLOADED -> PeerProto.ApplyResult.APPLY_RESULT_OVERLOADED;
            case NOT_OWNER -> PeerProto.ApplyResult.APPLY_RESULT_NOT_OWNER;
        };
    }
}

package io.kvorum.node.wire;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Shown;
import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.protocol.peer.PeerProto.Envelope;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.topology.TopologyCodec;
import java.util.Optional;

/** Messages between nodes, from protobuf to records. */
final class PeerDecoder {
    private PeerDecoder() {}

    static PeerMessage message(Envelope envelope) {
        return switch (envelope.getMessageCase()) {
            case APPLY_MUTATION -> applyMutation(envelope.getApplyMutation());
            case KEEP_HINT -> keepHint(envelope.getKeepHint());
            case REPAIR_ROW -> repairRow(envelope.getRepairRow());
            case APPLY_ANSWER -> applyAnswer(envelope.getApplyAnswer());
            case READ_ROW -> readRow(envelope.getReadRow());
            case ROW_ANSWER -> rowAnswer(envelope.getRowAnswer());
            case FORWARD -> forward(envelope.getForward());
            case FORWARDED -> forwarded(envelope.getForwarded());
            case EXCHANGE_REQUEST -> exchangeRequest(envelope.getExchangeRequest());
            case EXCHANGE_ANSWER -> exchangeAnswer(envelope.getExchangeAnswer());
            case PAGE_REQUEST -> TreeMessages.decode(envelope.getPageRequest());
            case PAGE_ANSWER -> pageAnswer(envelope.getPageAnswer());
            case ACTOR_QUESTION ->
                new PeerMessage.ActorQuestion(
                        partition(envelope.getActorQuestion().getPartition()),
                        new Actor(envelope.getActorQuestion().getActor()));
            case ACTOR_ANSWER ->
                new PeerMessage.ActorAnswer(
                        partition(envelope.getActorAnswer().getPartition()),
                        new Actor(envelope.getActorAnswer().getActor()),
                        envelope.getActorAnswer().getHighest());
            case TOPOLOGY_QUESTION ->
                new PeerMessage.TopologyQuestion(envelope.getTopologyQuestion().getEpoch());
            case TOPOLOGY_OFFER ->
                new PeerMessage.TopologyOffer(TopologyCodec.fromBytes(
                        envelope.getTopologyOffer().getTopology().toByteArray()));
            case CATALOGUE_PREPARE -> CatalogueMessages.decode(envelope.getCataloguePrepare());
            case CATALOGUE_PROMISE -> CatalogueMessages.decode(envelope.getCataloguePromise());
            case CATALOGUE_ACCEPT -> CatalogueMessages.decode(envelope.getCatalogueAccept());
            case CATALOGUE_ACCEPTED -> CatalogueMessages.decode(envelope.getCatalogueAccepted());
            case TREE_QUESTION -> TreeMessages.decode(envelope.getTreeQuestion());
            case TREE_ANSWER -> TreeMessages.decode(envelope.getTreeAnswer());
            case COMPARE_ROW -> TreeMessages.decode(envelope.getCompareRow());
            case COMPARED_ROW -> TreeMessages.decode(envelope.getComparedRow());
            case RESTORE_ROW -> TreeMessages.decode(envelope.getRestoreRow());
            case PREPARE_REGISTER -> RegisterRounds.decode(envelope.getPrepareRegister());
            case ACCEPT_REGISTER -> RegisterRounds.decode(envelope.getAcceptRegister());
            case READ_REGISTER -> RegisterRounds.decode(envelope.getReadRegister());
            case REGISTER_ANSWER -> RegisterRounds.decode(envelope.getRegisterAnswer());
            case REGISTER_PAGE_REQUEST -> RegisterRounds.decode(envelope.getRegisterPageRequest());
            case REGISTER_PAGE -> RegisterRounds.decode(envelope.getRegisterPage());
            case COMPARE_REGISTERS -> RegisterComparisons.decode(envelope.getCompareRegisters());
            case REGISTERS_COMPARED -> RegisterComparisons.decode(envelope.getRegistersCompared());
            case DROP_TOMBSTONES -> RegisterComparisons.decode(envelope.getDropTombstones());
            case SHOW_REGISTER -> RegisterViews.decode(envelope.getShowRegister());
            case REGISTER_SHOWN -> RegisterViews.decode(envelope.getRegisterShown());
            case NAME_ACCEPTOR -> RegisterRounds.decode(envelope.getNameAcceptor());
            case MESSAGE_NOT_SET -> throw new MalformedBytesException("no message, or one of a newer protocol");
        };
    }

    private static PeerMessage applyMutation(PeerProto.ApplyMutation m) {
        return new PeerMessage.ApplyMutation(
                m.getRequest(),
                partition(m.getPartition()),
                key(m.getKey()),
                Parts.whole(m.getMutation(), Mutation::readFrom));
    }

    private static PeerMessage keepHint(PeerProto.KeepHint m) {
        return new PeerMessage.KeepHint(
                m.getRequest(),
                partition(m.getPartition()),
                key(m.getKey()),
                Parts.whole(m.getMutation(), Mutation::readFrom));
    }

    private static PeerMessage repairRow(PeerProto.RepairRow m) {
        return new PeerMessage.RepairRow(
                m.getRequest(),
                partition(m.getPartition()),
                key(m.getKey()),
                Parts.whole(m.getRow(), FilledRow::readFrom),
                Parts.readEntries(m.getEntriesList()));
    }

    private static PeerMessage applyAnswer(PeerProto.ApplyAnswer m) {
        ApplyResult result = switch (m.getResult()) {
            case APPLY_RESULT_APPLIED -> ApplyResult.APPLIED;
            case APPLY_RESULT_TOO_OLD -> ApplyResult.TOO_OLD;
            case APPLY_RESULT_DAMAGED -> ApplyResult.DAMAGED;
            case APPLY_RESULT_OVERLOADED -> ApplyResult.OVERLOADED;
            case APPLY_RESULT_NOT_OWNER -> ApplyResult.NOT_OWNER;
            case APPLY_RESULT_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedBytesException("unknown result " + m.getResultValue());
        };
        return new PeerMessage.ApplyAnswer(m.getRequest(), partition(m.getPartition()), result);
    }

    private static PeerMessage readRow(PeerProto.ReadRow m) {
        Optional<PeerMessage.KnownRow> known = m.hasKnown() ? Optional.of(knownRow(m.getKnown())) : Optional.empty();
        Optional<Long> replacing = m.hasReplacing() ? Optional.of(m.getReplacing()) : Optional.empty();
        return new PeerMessage.ReadRow(m.getRequest(), partition(m.getPartition()), key(m.getKey()), known, replacing);
    }

    static PeerMessage.KnownRow knownRow(PeerProto.KnownRow m) {
        return new PeerMessage.KnownRow(
                Parts.mapped(m.getLiveList(), PeerDecoder::shown),
                Parts.dots(m.getRowContext()),
                Parts.dots(m.getClock()));
    }

    private static PeerMessage rowAnswer(PeerProto.RowAnswer m) {
        Optional<FilledRow> row =
                m.hasRow() ? Optional.of(Parts.whole(m.getRow(), FilledRow::readFrom)) : Optional.empty();
        return new PeerMessage.RowAnswer(
                m.getRequest(),
                partition(m.getPartition()),
                row,
                Parts.readEntries(m.getEntriesList()),
                Parts.dots(m.getRowContext()),
                Parts.dots(m.getClock()),
                m.getAsOfMillis());
    }

    private static PeerMessage forward(PeerProto.Forward m) {
        int partition = m.hasPartition() ? partition(m.getPartition()) : PeerMessage.NODE;
        return new PeerMessage.Forward(
                m.getRequest(), partition, m.getRemainingNanos(), RequestCodec.decode(m.getClientRequest()));
    }

    private static PeerMessage forwarded(PeerProto.Forwarded m) {
        int partition = m.hasPartition() ? partition(m.getPartition()) : PeerMessage.NODE;
        return new PeerMessage.Forwarded(m.getRequest(), partition, ReplyDecoder.reply(m.getReply()));
    }

    private static PeerMessage exchangeRequest(PeerProto.ExchangeRequest m) {
        return new PeerMessage.ExchangeRequest(
                partition(m.getPartition()),
                m.getRound(),
                new Actor(m.getActor()),
                Parts.dots(m.getClock()),
                m.getTakenAtMillis(),
                Parts.dotsIfAny(m.getPassOver()),
                m.getFoldFloorMillis());
    }

    private static PeerMessage exchangeAnswer(PeerProto.ExchangeAnswer m) {
        return new PeerMessage.ExchangeAnswer(
                partition(m.getPartition()),
                m.getRound(),
                new Actor(m.getAskerActor()),
                Parts.dots(m.getAskerClock()),
                new Actor(m.getActor()),
                Parts.dots(m.getClock()),
                m.getTakenAtMillis(),
                Parts.dots(m.getShipped()),
                Parts.dotsIfAny(m.getWithheld()),
                m.getPruned(),
                m.getMore(),
                m.getHorizonMillis(),
                Parts.mapped(m.getRowsList(), PeerDecoder::shipped),
                Parts.readEntries(m.getEntriesList()));
    }

    private static PeerMessage pageAnswer(PeerProto.PageAnswer m) {
        return new PeerMessage.PageAnswer(
                partition(m.getPartition()),
                m.getRound(),
                new Actor(m.getActor()),
                Parts.bytes(m.getFrom()),
                Parts.bytes(m.getNext()),
                Parts.dots(m.getClock()),
                m.getTakenAtMillis(),
                m.getHorizonMillis(),
                Parts.mapped(m.getRowsList(), PeerDecoder::shipped),
                Parts.readEntries(m.getEntriesList()),
                Parts.mapped(m.getWithheldList(), PeerDecoder::key));
    }

    private static PeerMessage.ShippedRow shipped(PeerProto.ShippedRow m) {
        return new PeerMessage.ShippedRow(
                key(m.getKey()), Row.fromByteArray(m.getRow().toByteArray()));
    }

    private static Shown shown(PeerProto.Shown shown) {
        return new Shown(Parts.dot(shown.getDot()), Parts.writeId(shown.getWriteId()));
    }

    static RowKey key(PeerProto.Key key) {
        return new RowKey(
                Parts.natural(key.getBucket(), "bucket"), Parts.bytes(key.getKey()), Parts.bytes(key.getSub()));
    }

    static int partition(int partition) {
        return Parts.natural(partition, "partition");
    }
}

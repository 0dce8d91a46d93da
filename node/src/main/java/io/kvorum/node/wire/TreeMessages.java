package io.kvorum.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Row;
import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.replication.message.Beyond;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.tree.HashRange;
import java.util.ArrayList;
import java.util.List;

/** The messages of the comparison of trees, in both directions. */
final class TreeMessages {
    private TreeMessages() {}

    static PeerProto.PageRequest encode(PeerMessage.PageRequest m) {
        PeerProto.PageRequest.Builder out = PeerProto.PageRequest.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setActor(m.actor().id())
                .setFrom(Parts.wrap(m.from()))
                .setUntil(Parts.wrap(m.until()));
        m.ranges().forEach(range -> out.addStarts(range.start()).addDepths(range.depth()));
        return out.build();
    }

    static PeerMessage decode(PeerProto.PageRequest m) {
        if (m.getStartsCount() != m.getDepthsCount()) {
            throw new MalformedBytesException(m.getStartsCount() + " ranges, " + m.getDepthsCount() + " depths");
        }
        List<HashRange> ranges = new ArrayList<>(m.getStartsCount());
        for (int i = 0; i < m.getStartsCount(); i++) {
            int depth = m.getDepths(i);
            if (depth < 0 || depth > HashRange.MAX_DEPTH) {
                throw new MalformedBytesException("range of depth " + depth);
            }
            ranges.add(HashRange.around(m.getStarts(i), depth));
        }
        return new PeerMessage.PageRequest(
                PeerDecoder.partition(m.getPartition()),
                m.getRound(),
                new Actor(m.getActor()),
                Parts.bytes(m.getFrom()),
                Parts.bytes(m.getUntil()),
                ranges);
    }

    static PeerProto.TreeQuestion encode(PeerMessage.TreeQuestion m) {
        return PeerProto.TreeQuestion.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .addAllRanges(Parts.mapped(m.ranges(), TreeMessages::encode))
                .build();
    }

    static PeerMessage decode(PeerProto.TreeQuestion m) {
        return new PeerMessage.TreeQuestion(
                PeerDecoder.partition(m.getPartition()),
                m.getRound(),
                Parts.mapped(m.getRangesList(), TreeMessages::decode));
    }

    static PeerProto.TreeAnswer encode(PeerMessage.TreeAnswer m) {
        return PeerProto.TreeAnswer.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .addAllDamaged(Parts.mapped(m.damaged(), PeerEncoder::key))
                .addAllDifferent(Parts.mapped(m.different(), TreeMessages::encode))
                .addAllKeys(Parts.mapped(
                        m.keys(),
                        key -> PeerProto.KeyDigest.newBuilder()
                                .setKey(PeerEncoder.key(key.key()))
                                .setDigest(key.digest())
                                .build()))
                .build();
    }

    static PeerMessage decode(PeerProto.TreeAnswer m) {
        return new PeerMessage.TreeAnswer(
                PeerDecoder.partition(m.getPartition()),
                m.getRound(),
                Parts.mapped(m.getDifferentList(), TreeMessages::decode),
                Parts.mapped(
                        m.getKeysList(),
                        key -> new PeerMessage.KeyDigest(PeerDecoder.key(key.getKey()), key.getDigest())),
                Parts.mapped(m.getDamagedList(), PeerDecoder::key));
    }

    static PeerProto.CompareRow encode(PeerMessage.CompareRow m) {
        return PeerProto.CompareRow.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setKey(PeerEncoder.key(m.key()))
                .setKnown(PeerEncoder.knownRow(m.known()))
                .build();
    }

    static PeerMessage decode(PeerProto.CompareRow m) {
        return new PeerMessage.CompareRow(
                PeerDecoder.partition(m.getPartition()),
                m.getRound(),
                PeerDecoder.key(m.getKey()),
                PeerDecoder.knownRow(m.getKnown()));
    }

    static PeerProto.ComparedRow encode(PeerMessage.ComparedRow m) {
        return PeerProto.ComparedRow.newBuilder()
                .setPartition(m.partition())
                .setRound(m.round())
                .setKey(PeerEncoder.key(m.key()))
                .setRow(row(m.row()))
                .addAllEntries(Parts.entries(m.entries()))
                .setClock(Parts.dots(m.clock()))
                .setBeyond(
                        switch (m.beyond()) {
                            case NOTHING -> PeerProto.Beyond.BEYOND_NOTHING;
                            case SOMETHING -> PeerProto.Beyond.BEYOND_SOMETHING;
                            case UNSURE -> PeerProto.Beyond.BEYOND_UNSURE;
                        })
                .build();
    }

    static PeerMessage decode(PeerProto.ComparedRow m) {
        return new PeerMessage.ComparedRow(
                PeerDecoder.partition(m.getPartition()),
                m.getRound(),
                PeerDecoder.key(m.getKey()),
                Row.fromByteArray(m.getRow().toByteArray()),
                Parts.readEntries(m.getEntriesList()),
                Parts.dots(m.getClock()),
                switch (m.getBeyond()) {
                    case BEYOND_NOTHING -> Beyond.NOTHING;
                    case BEYOND_SOMETHING -> Beyond.SOMETHING;
                    case BEYOND_UNSURE -> Beyond.UNSURE;
                    case BEYOND_UNSPECIFIED, UNRECOGNIZED ->
                        throw new MalformedBytesException("unknown knowledge " + m.getBeyondValue());
                });
    }

    static PeerProto.RestoreRow encode(PeerMessage.RestoreRow m) {
        return PeerProto.RestoreRow.newBuilder()
                .setPartition(m.partition())
                .setKey(PeerEncoder.key(m.key()))
                .setRow(row(m.row()))
                .addAllEntries(Parts.entries(m.entries()))
                .setClock(Parts.dots(m.clock()))
                .build();
    }

    static PeerMessage decode(PeerProto.RestoreRow m) {
        return new PeerMessage.RestoreRow(
                PeerDecoder.partition(m.getPartition()),
                PeerDecoder.key(m.getKey()),
                Row.fromByteArray(m.getRow().toByteArray()),
                Parts.readEntries(m.getEntriesList()),
                Parts.dots(m.getClock()));
    }

    private static ByteString row(Row row) {
        return UnsafeByteOperations.unsafeWrap(row.toByteArray());
    }

    private static PeerProto.RangeSum encode(PeerMessage.RangeSum sum) {
        return PeerProto.RangeSum.newBuilder()
                .setStart(sum.start())
                .setDepth(sum.depth())
                .setRows(sum.rows())
                .setOne(sum.one())
                .setTwo(sum.two())
                .build();
    }

    private static PeerMessage.RangeSum decode(PeerProto.RangeSum sum) {
        return new PeerMessage.RangeSum(
                sum.getStart(), Parts.natural(sum.getDepth(), "depth"), sum.getRows(), sum.getOne(), sum.getTwo());
    }
}

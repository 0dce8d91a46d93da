package io.kvorum.integrity.escrow;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.EscrowIncoming;
import io.kvorum.integrity.record.EscrowOutgoing;
import io.kvorum.integrity.record.EscrowRecord;
import io.kvorum.integrity.record.EscrowTransfer;
import io.kvorum.integrity.tag.TagContents;
import java.util.ArrayList;
import java.util.List;

/** The rights of a region, as its tag holds them. Each change makes another share; nothing here knows of a store. Immutable. */
record Share(EscrowRecord record) {
    static final String NAME = "share";
    static final Share EMPTY = new Share(EscrowRecord.getDefaultInstance());

    /** @throws DamagedShare if it does not add up */
    static Share of(TagContents contents, Place place) {
        return contents.value(NAME).map(bytes -> parse(bytes, place)).orElse(EMPTY);
    }

    private static Share parse(Bytes bytes, Place place) {
        try {
            return new Share(EscrowRecord.parseFrom(bytes.array())).checked(place);
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedShare(place, "its key '" + NAME + "' holds something else");
        }
    }

    private Share checked(Place place) {
        long in = record.getAllocated();
        for (EscrowIncoming lane : record.getIncomingMap().values()) {
            in += lane.getReceived();
        }
        long out = left() + spent();
        for (EscrowOutgoing lane : record.getOutgoingMap().values()) {
            out += lane.getSent();
        }
        if (left() < 0 || spent() < 0 || in != out) {
            throw new DamagedShare(place, "it does not add up: " + record);
        }
        return this;
    }

    long allocated() {
        return record.getAllocated();
    }

    long left() {
        return record.getLeft();
    }

    long spent() {
        return record.getSpent();
    }

    /** Rights come into the world, or leave it. @param amount negative: they are retired */
    Share allocated(long amount) {
        return new Share(record.toBuilder()
                .setAllocated(Math.addExact(allocated(), amount))
                .setLeft(Math.addExact(left(), amount))
                .build());
    }

    /** @param amount negative: they are given back */
    Share spent(long amount) {
        return new Share(record.toBuilder()
                .setSpent(Math.addExact(spent(), amount))
                .setLeft(Math.subtractExact(left(), amount))
                .build());
    }

    EscrowOutgoing to(String region) {
        return record.getOutgoingOrDefault(region, EscrowOutgoing.getDefaultInstance());
    }

    EscrowIncoming from(String region) {
        return record.getIncomingOrDefault(region, EscrowIncoming.getDefaultInstance());
    }

    /** Of all regions together. */
    int pending() {
        return record.getOutgoingMap().values().stream()
                .mapToInt(EscrowOutgoing::getPendingCount)
                .sum();
    }

    /** Rights leave, and it is noted where to: both are one write, so they are on their way or still here. */
    Share sent(String to, long amount) {
        EscrowOutgoing lane = to(to);
        long sequence = lane.getSequence() + 1;
        return new Share(record.toBuilder()
                .setLeft(Math.subtractExact(left(), amount))
                .putOutgoing(
                        to,
                        lane.toBuilder()
                                .setSequence(sequence)
                                .setSent(lane.getSent() + amount)
                                .addPending(EscrowTransfer.newBuilder()
                                        .setSequence(sequence)
                                        .setAmount(amount))
                                .build())
                .build());
    }

    /**
     * Rights arrive that have not arrived yet, and it is noted which: both are one write, so whoever carries them once more, late or at the
     * same time changes nothing.
     *
     * @param pending as the source had them at some time, without gaps
     * @throws DamagedShare if some are missing before them: they would never arrive
     */
    Share received(String from, List<EscrowTransfer> pending, Place place) {
        EscrowIncoming lane = from(from);
        EscrowIncoming.Builder after = lane.toBuilder();
        long left = left();
        for (EscrowTransfer transfer : pending) {
            if (transfer.getSequence() <= after.getSequence()) {
                continue;
            }
            if (transfer.getSequence() != after.getSequence() + 1) {
                throw new DamagedShare(
                        place,
                        "transfer " + transfer.getSequence() + " from " + from + " comes next to " + after.getSequence()
                                + ": the bucket of one of the two regions is not what it was");
            }
            left = Math.addExact(left, transfer.getAmount());
            after.setSequence(transfer.getSequence()).setReceived(after.getReceived() + transfer.getAmount());
        }
        return after.getSequence() == lane.getSequence()
                ? this
                : new Share(record.toBuilder()
                        .setLeft(left)
                        .putIncoming(from, after.build())
                        .build());
    }

    /**
     * What has arrived is forgotten.
     *
     * @param arrived all transfers to this region up to this number have
     * @throws DamagedShare if so many were never begun
     */
    Share forgot(String to, long arrived, Place place) {
        EscrowOutgoing lane = to(to);
        if (arrived > lane.getSequence()) {
            throw new DamagedShare(
                    place,
                    to + " has got transfer " + arrived + ", and here only " + lane.getSequence()
                            + " were begun: the bucket of one of the two regions is not what it was");
        }
        List<EscrowTransfer> open = new ArrayList<>(lane.getPendingList());
        return open.removeIf(transfer -> transfer.getSequence() <= arrived)
                ? new Share(record.toBuilder()
                        .putOutgoing(
                                to,
                                lane.toBuilder()
                                        .clearPending()
                                        .addAllPending(open)
                                        .build())
                        .build())
                : this;
    }

    Bytes encode() {
        return Bytes.of(record.toByteArray());
    }
}

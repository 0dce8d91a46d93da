package io.kvorum.integrity.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.record.EscrowRecord;
import io.kvorum.integrity.record.EscrowTransfer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the stores of all regions hold of a key, looked at from outside: nothing of the code under test judges. */
record Shares(SortedMap<String, EscrowRecord> records) {
    static Shares of(Map<String, FakeTagStore> stores, String key) {
        SortedMap<String, EscrowRecord> records = new TreeMap<>();
        stores.forEach((region, store) -> records.put(
                region,
                store.peek(key)
                        .value("share")
                        .map(bytes -> parse(bytes.array()))
                        .orElse(EscrowRecord.getDefaultInstance())));
        return new Shares(records);
    }

    private static EscrowRecord parse(byte[] bytes) {
        try {
            return EscrowRecord.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    EscrowRecord of(String region) {
        EscrowRecord record = records.get(region);
        if (record == null) {
            throw new AssertionError("no region " + region);
        }
        return record;
    }

    long allocated() {
        return records.values().stream().mapToLong(EscrowRecord::getAllocated).sum();
    }

    long left() {
        return records.values().stream().mapToLong(EscrowRecord::getLeft).sum();
    }

    long spent() {
        return records.values().stream().mapToLong(EscrowRecord::getSpent).sum();
    }

    /** What a source has noted and the number that its target has noted does not cover. */
    long onTheWay() {
        long sum = 0;
        for (Map.Entry<String, EscrowRecord> source : records.entrySet()) {
            for (String to : source.getValue().getOutgoingMap().keySet()) {
                long arrived = of(to).getIncomingMap().containsKey(source.getKey())
                        ? of(to).getIncomingOrThrow(source.getKey()).getSequence()
                        : 0;
                sum += source.getValue().getOutgoingOrThrow(to).getPendingList().stream()
                        .filter(transfer -> transfer.getSequence() > arrived)
                        .mapToLong(EscrowTransfer::getAmount)
                        .sum();
            }
        }
        return sum;
    }

    int pending() {
        return records.values().stream()
                .flatMap(record -> record.getOutgoingMap().values().stream())
                .mapToInt(lane -> lane.getPendingCount())
                .sum();
    }

    /** Nothing came from nowhere, nothing is gone, nothing is below zero. */
    void conserved() {
        records.forEach((region, record) -> {
            assertThat(record.getLeft()).as("left in " + region).isNotNegative();
            assertThat(record.getSpent()).as("spent in " + region).isNotNegative();
        });
        assertThat(left() + spent() + onTheWay())
                .as("conserved: left " + left() + ", spent " + spent() + ", on their way " + onTheWay())
                .isEqualTo(allocated());
    }
}

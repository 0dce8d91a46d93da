package io.kvorum.replication.feed;

import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.coordinate.Coordinator;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads the registers of a page, in their order, some at a time. It ends with those that were read before the first that cannot be
 * read in time, or when the page is full.
 */
final class RegisterReads implements Coordinator {
    private static final int AT_ONCE = 16;
    private static final int PAGE_BYTES = 1 << 20;

    private final ShardState shard;
    private final Pending pending;
    private final int partition;
    private final List<RowKey> registers;
    private final long number;
    private final long deadlineNanos;
    private final Consumer<List<RegisterValue>> then;

    /** Read already, by place. */
    private final Map<Integer, RegisterValue> early = new TreeMap<>();
    /** All from the first on. */
    private final List<RegisterValue> values = new ArrayList<>();
    /** Where the page ends. */
    private int end;

    private int started;
    private long bytes;
    private boolean isOver;

    /** @param then called once, perhaps at once, with the values of the first registers: all, some or none */
    RegisterReads(
            ShardState shard,
            Pending pending,
            int partition,
            List<RowKey> registers,
            long deadlineNanos,
            Consumer<List<RegisterValue>> then) {
        this.shard = shard;
        this.pending = pending;
        this.partition = partition;
        this.registers = registers;
        this.number = shard.nextRequest();
        this.deadlineNanos = deadlineNanos;
        this.then = then;
        this.end = registers.size();
    }

    void start(Registers reader, RegisterMessages acceptors) {
        pending.add(number, this, deadlineNanos);
        if (shard.makes(PlantedBug.FEED_SHOWS_UNDECIDED)) {
            registers.forEach(register ->
                    values.add(acceptors.acceptor(partition).state(register).value()));
        }
        goOn(reader);
    }

    private void goOn(Registers reader) {
        if (isOver) {
            return;
        }
        if (values.size() >= end) {
            finish();
            return;
        }
        while (!isOver && started < end && started - values.size() < AT_ONCE) {
            int place = started++;
            reader.read(partition, registers.get(place), deadlineNanos, found -> ended(reader, place, found));
        }
    }

    private void ended(Registers reader, int place, Optional<RegisterValue> found) {
        if (isOver) {
            return;
        }
        if (found.isEmpty()) {
            end = Math.min(end, place);
        }
        found.ifPresent(value -> early.put(place, value));
        while (values.size() < end && early.containsKey(values.size())) {
            RegisterValue value =
                    Optional.ofNullable(early.remove(values.size())).orElseThrow();
            values.add(value);
            bytes += value.dataBytes();
            if (bytes >= PAGE_BYTES) {
                end = values.size();
            }
        }
        goOn(reader);
    }

    private void finish() {
        isOver = true;
        pending.remove(number);
        then.accept(values);
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {}

    @Override
    public void onPeerDown(int node) {}

    @Override
    public void onHedge() {}

    /** Whatever was not read until now is left for the next question. */
    @Override
    public void onDeadline() {
        if (!isOver) {
            finish();
        }
    }
}

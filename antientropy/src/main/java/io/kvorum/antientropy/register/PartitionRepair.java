package io.kvorum.antientropy.register;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.RegisterFloor;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.acceptor.StoredRegisters;
import io.kvorum.replication.acceptor.StoredRegisters.Stored;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegistersCompared;
import io.kvorum.replication.message.RegisterReport;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.message.Tombstone;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes through the registers of one partition, page by page. What differs between voters is looked at again in the next turn:
 * most of it was only under way. What still differs then is brought to all by a round, of the first of those that have the
 * highest ballot. After a pass that found nothing to do the partition rests. Nothing is kept over a restart, and an interrupted
 * page is compared anew.
 */
final class PartitionRepair {
    /** Whoever seems to be there and does not answer holds the others up for so many turns. */
    private static final int PATIENCE = 3;

    private final ShardState shard;
    private final RegisterMessages acceptors;
    private final int partition;
    private final StoredRegisters stored;
    private final Tombstones tombstones;
    private final Renewals renewals;

    private List<Stored> asked = List.of();
    /** Where to go on after what is asked for; empty at the end. */
    private Bytes next = Bytes.EMPTY;

    private Bytes nextPromise = Bytes.EMPTY;
    private boolean isSecondLook;
    private long request;
    private int unanswered;
    private final Map<Integer, RegistersCompared> answers = new TreeMap<>();

    /** Has this pass found anything that there is still to do? */
    private boolean isWorkLeft = true;

    private long restsUntilNanos;

    PartitionRepair(ShardState shard, RegisterMessages acceptors, Registers registers, int partition) {
        this.shard = shard;
        this.acceptors = acceptors;
        this.partition = partition;
        this.stored = new StoredRegisters(shard, partition);
        this.tombstones = new Tombstones(shard, acceptors.acceptor(partition));
        this.renewals = new Renewals(shard, registers, partition);
    }

    private List<Integer> others() {
        return shard.topology().replicasOf(partition).stream()
                .filter(node -> node != shard.node())
                .toList();
    }

    private Acceptor acceptor() {
        return acceptors.acceptor(partition);
    }

    /** There may be something to do. */
    void wake() {
        isWorkLeft = true;
        restsUntilNanos = shard.now().nanos();
    }

    /** Asks for one page, or once more for what of the last one differed. */
    void onTurn() {
        if (!acceptors.voting().votes(partition)) {
            wake();
            return;
        }
        foldPromises();
        if (!renewals.isIdle() || shard.now().nanos() < restsUntilNanos) {
            return;
        }
        if (request != 0 && ++unanswered >= PATIENCE && !answers.isEmpty()) {
            judge();
        }
        // Unanswered: the same again.
        if (asked.isEmpty()) {
            nextPage();
        }
        if (!asked.isEmpty()) {
            ask();
        }
    }

    private void foldPromises() {
        StoredRegisters.Promises page = stored.barePromises(nextPromise);
        page.registers().forEach(acceptor()::foldPromise);
        nextPromise = page.next();
    }

    private void nextPage() {
        if (next.isEmpty() && !isWorkLeft) {
            restsUntilNanos =
                    shard.now().nanos() + shard.limits().treeInterval().toNanos();
            isWorkLeft = true;
            return;
        }
        if (next.isEmpty()) {
            isWorkLeft = false;
        }
        StoredRegisters.Page page = stored.page(next);
        asked = page.registers();
        next = page.next();
        isSecondLook = false;
        unanswered = 0;
    }

    private void ask() {
        request = shard.nextRequest();
        answers.clear();
        List<RowKey> keys = asked.stream().map(Stored::register).toList();
        long epoch = acceptors.voting().epoch();
        for (int node : others()) {
            if (shard.isUp(node)) {
                shard.send(node, new PeerMessage.CompareRegisters(partition, request, epoch, keys), Hold.NONE);
            }
        }
        if (shard.makes(PlantedBug.TOMBSTONE_DROPPED_EARLY)) {
            asked.forEach(tombstones::drop);
        }
        if (others().isEmpty()) {
            judge();
        }
    }

    void onCompared(int node, RegistersCompared answer) {
        boolean fits =
                answer.request() == request && answer.registers().size() <= asked.size() && others().contains(node);
        if (!fits) {
            return;
        }
        answers.put(node, answer);
        if (others().stream().allMatch(other -> answers.containsKey(other) || !shard.isUp(other))) {
            judge();
        }
    }

    private void judge() {
        long epoch = acceptors.voting().epoch();
        request = 0;
        unanswered = 0;
        answers.values().removeIf(answer -> answer.verdict() != RegisterVerdict.GRANTED || answer.epoch() != epoch);
        // Below what others have promised for whatever is not stored, a round would be refused there.
        answers.values().forEach(answer -> acceptor().raiseFloor(new RegisterFloor(answer.floor(), 0, 0)));
        int compared = asked.size();
        for (RegistersCompared answer : answers.values()) {
            compared = Math.min(compared, answer.registers().size());
        }
        List<Stored> different = new ArrayList<>();
        List<Stored> everywhere = new ArrayList<>();
        for (int i = 0; i < compared; i++) {
            judge(i, different, everywhere);
        }
        if (!isSecondLook && compared < asked.size()) {
            next = Bytes.of(Keys.register(partition, asked.get(compared).register()));
        }
        isWorkLeft |= !different.isEmpty() || answers.size() < others().size();
        asked = different;
        isSecondLook = true;
        answers.clear();
        drop(everywhere);
        renewals.run();
    }

    private void judge(int index, List<Stored> different, List<Stored> everywhere) {
        Stored mine = asked.get(index);
        if (!acceptor().accepted(mine.register()).equals(mine.accepted())) {
            return;
        }
        List<Tombstones.Report> reports = answers.values().stream()
                .map(answer ->
                        new Tombstones.Report(answer.registers().get(index).accepted(), answer.floor()))
                .toList();
        boolean allAnswered = answers.size() == others().size();
        if (allAnswered && tombstones.areEverywhere(mine, reports)) {
            isWorkLeft = true;
            if (tombstones.isForgotten(mine, earliestClock())) {
                everywhere.add(mine);
            }
        } else if (reports.stream().anyMatch(report -> tombstones.differs(mine, report))) {
            if (!isSecondLook) {
                different.add(mine);
            } else if (isFirstWithHighest(mine, index)) {
                renewals.add(mine.register(), highestPromise(index));
            }
        }
    }

    private void drop(List<Stored> everywhere) {
        if (everywhere.isEmpty()) {
            return;
        }
        everywhere.forEach(tombstones::drop);
        List<Tombstone> told = everywhere.stream()
                .map(dropped -> new Tombstone(dropped.register(), dropped.accepted()))
                .toList();
        long epoch = acceptors.voting().epoch();
        for (int node : others()) {
            // Not before this node's own tombstone is durable.
            shard.send(node, new PeerMessage.DropTombstones(partition, epoch, told), Hold.UNTIL_DURABLE);
        }
    }

    /** No one clock decides: one that is wrong would make a horizon that no other one reaches. */
    private long earliestClock() {
        long earliest = shard.now().wallMillis();
        for (RegistersCompared answer : answers.values()) {
            earliest = Math.min(earliest, answer.takenAtMillis());
        }
        return earliest;
    }

    private Ballot highestPromise(int index) {
        Ballot highest = Ballot.NONE;
        for (RegistersCompared answer : answers.values()) {
            highest = Ballot.max(highest, answer.registers().get(index).promised());
        }
        return highest;
    }

    /** Of those that answered: others would do the same. */
    private boolean isFirstWithHighest(Stored mine, int index) {
        boolean isFirst = true;
        boolean seenThisNode = false;
        for (int node : shard.topology().replicasOf(partition)) {
            seenThisNode |= node == shard.node();
            RegistersCompared answer = answers.get(node);
            if (answer != null) {
                RegisterReport report = answer.registers().get(index);
                boolean hasTheSame = report.accepted().equals(mine.accepted());
                isFirst &= !mine.accepted().isBelow(report.accepted()) && (seenThisNode || !hasTheSame);
            }
        }
        return isFirst;
    }
}

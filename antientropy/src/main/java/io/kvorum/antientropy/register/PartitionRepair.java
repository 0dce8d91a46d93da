package io.kvorum.antientropy.register;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.acceptor.StoredRegisters;
import io.kvorum.replication.acceptor.StoredRegisters.Stored;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegisterVerdict;
import io.kvorum.replication.message.PeerMessage.RegistersCompared;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes through the registers of one partition, page by page. What differs between voters is looked at again in the next turn:
 * most of it was only under way. What still differs then is brought to all by a round, of the first of those that have the
 * highest ballot. Nothing is kept over a restart, and an interrupted page is compared anew.
 */
final class PartitionRepair {
    /** Clients want their turn as well. */
    private static final int ROUNDS_AT_ONCE = 16;

    private static final int PROMISES_PER_TURN = 64;

    private final ShardState shard;
    private final RegisterMessages acceptors;
    private final Registers registers;
    private final int partition;
    private final StoredRegisters stored;
    private final Tombstones tombstones;

    /** Where the present page ends. */
    private Bytes next = Bytes.EMPTY;

    private List<Stored> asked = List.of();
    private boolean isSecondLook;
    private long request;
    private final Map<Integer, RegistersCompared> answers = new TreeMap<>();

    private final Deque<RowKey> stale = new ArrayDeque<>();
    /** Rounds under way. Each ends by itself. */
    private int rounds;

    private boolean isStarting;

    PartitionRepair(ShardState shard, RegisterMessages acceptors, Registers registers, int partition) {
        this.shard = shard;
        this.acceptors = acceptors;
        this.registers = registers;
        this.partition = partition;
        this.stored = new StoredRegisters(shard, partition);
        this.tombstones = new Tombstones(shard, acceptors.acceptor(partition));
    }

    private List<Integer> others() {
        return shard.topology().replicasOf(partition).stream()
                .filter(node -> node != shard.node())
                .toList();
    }

    /** Asks for one page, or once more for what of the last one differed. */
    void onTurn() {
        if (rounds > 0 || !acceptors.voting().votes(partition)) {
            return;
        }
        Acceptor acceptor = acceptors.acceptor(partition);
        stored.barePromises(PROMISES_PER_TURN).forEach(acceptor::foldPromise);
        // Unanswered: the same again.
        if (asked.isEmpty()) {
            StoredRegisters.Page page = stored.page(next);
            asked = page.registers();
            next = page.next();
            isSecondLook = false;
        }
        if (asked.isEmpty()) {
            return;
        }
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
    }

    void onCompared(int node, RegistersCompared answer) {
        boolean isComplete =
                answer.verdict() != RegisterVerdict.GRANTED || answer.accepted().size() == asked.size();
        if (answer.request() != request || asked.isEmpty() || !isComplete) {
            return;
        }
        answers.put(node, answer);
        if (others().stream().allMatch(other -> answers.containsKey(other) || !shard.isUp(other))) {
            judge();
        }
    }

    private void judge() {
        long epoch = acceptors.voting().epoch();
        answers.values().removeIf(answer -> answer.verdict() != RegisterVerdict.GRANTED || answer.epoch() != epoch);
        boolean allAnswered = answers.size() == others().size();
        Acceptor acceptor = acceptors.acceptor(partition);
        List<Stored> different = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Stored mine = asked.get(i);
            if (!acceptor.accepted(mine.register()).equals(mine.accepted())) {
                continue;
            }
            int at = i;
            List<Tombstones.Report> reports = answers.values().stream()
                    .map(answer -> new Tombstones.Report(answer.accepted().get(at), answer.floor()))
                    .toList();
            if (allAnswered && tombstones.mayDrop(mine, reports)) {
                tombstones.drop(mine);
            } else if (reports.stream().anyMatch(report -> tombstones.differs(mine, report))) {
                if (!isSecondLook) {
                    different.add(mine);
                } else if (isFirstWithHighest(mine, at)) {
                    stale.add(mine.register());
                }
            }
        }
        asked = different;
        isSecondLook = true;
        answers.clear();
        renewSome();
    }

    /** Of those that answered: others would do the same. */
    private boolean isFirstWithHighest(Stored mine, int index) {
        for (int node : shard.topology().replicasOf(partition)) {
            RegistersCompared answer = answers.get(node);
            Ballot theirs = answer == null ? Ballot.NONE : answer.accepted().get(index);
            if (mine.accepted().isBelow(theirs)) {
                return false;
            }
        }
        return shard.topology().replicasOf(partition).stream()
                .filter(node -> node == shard.node()
                        || (answers.containsKey(node)
                                && answers.get(node).accepted().get(index).equals(mine.accepted())))
                .findFirst()
                .filter(node -> node == shard.node())
                .isPresent();
    }

    /** A round may end at once, and then calls back from here. */
    private void renewSome() {
        if (isStarting) {
            return;
        }
        isStarting = true;
        while (!stale.isEmpty() && rounds < ROUNDS_AT_ONCE) {
            RowKey register = stale.removeFirst();
            rounds++;
            shard.meter().registerRenewed();
            registers.renew(partition, register, () -> {
                rounds--;
                renewSome();
            });
        }
        isStarting = false;
    }
}

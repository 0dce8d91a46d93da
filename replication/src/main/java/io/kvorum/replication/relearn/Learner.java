package io.kvorum.replication.relearn;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.RegisterFloor;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.acceptor.StoredRegisters;
import io.kvorum.replication.acceptor.Voting;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegisterPage;
import io.kvorum.replication.message.RegisterCopy;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.quorum.LevelRequirement;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Learns the registers of one partition, page by page, from a majority of the other replicas, each of which has entered the
 * epoch in which this incarnation was named. What a majority of all replicas reports under one ballot is taken over; anything
 * else is first finished by a round of the others. Then this node votes. An interruption begins anew: nothing is lost by that.
 *
 * <p>Those who gather have nobody who votes to learn from: each takes the highest of what all of them have. So they begin with
 * the same, and what any of them decides then is seen by the rest.
 */
final class Learner {
    /** Clients want their turn as well. */
    private static final int ROUNDS_AT_ONCE = 32;

    private final ShardState shard;
    private final RegisterMessages acceptors;
    private final Registers registers;
    private final int partition;
    private final Map<Integer, RegisterPage> pages = new LinkedHashMap<>();

    /** Registers of the page for which a round is still to begin before the next page is asked for. */
    private final Deque<RowKey> open = new ArrayDeque<>();
    /** Rounds under way. Each ends by itself. */
    private int unfinished;

    private boolean isStarting;

    private boolean failed;

    /** Of the ballots that rounds were refused with. */
    private Ballot highest = Ballot.NONE;

    private long round;
    private long epoch;
    private Bytes from = Bytes.EMPTY;
    private Bytes next = Bytes.EMPTY;

    Learner(ShardState shard, RegisterMessages acceptors, Registers registers, int partition) {
        this.shard = shard;
        this.acceptors = acceptors;
        this.registers = registers;
        this.partition = partition;
    }

    private Voting voting() {
        return acceptors.voting();
    }

    /** Does it pool what it has with others that have not learned either, since an operator has said so? */
    private boolean isGathering() {
        return shard.topology().acceptors().gathers(shard.node());
    }

    private List<Integer> others() {
        return shard.topology().replicasOf(partition).stream()
                .filter(node -> node != shard.node())
                .filter(node -> !isGathering() || shard.topology().acceptors().gathers(node))
                .toList();
    }

    /** So many of the others must tell: as many as a value needs to be chosen, or all that there are. */
    private int needed() {
        int others = others().size();
        if (isGathering() && !shard.makes(PlantedBug.GATHERS_FROM_A_MAJORITY)) {
            return others;
        }
        return others == 0 ? 0 : Math.min(others, LevelRequirement.majority(others + 1));
    }

    /** Is it in the middle of a page, or could it begin one now? */
    boolean canProceed() {
        return unfinished > 0 || others().stream().filter(shard::isUp).count() >= needed();
    }

    /** Begins, or begins the present page anew: what was asked for and did not come is lost. Rounds under way are waited for. */
    void tick() {
        if (!voting().mustLearn(partition)) {
            return;
        }
        if (needed() == 0) {
            voting().learned(partition);
            return;
        }
        if (epoch != voting().epoch()) {
            epoch = voting().epoch();
            from = Bytes.EMPTY;
        } else if (unfinished > 0) {
            return;
        }
        ask();
    }

    private void ask() {
        round = shard.nextRequest();
        pages.clear();
        open.clear();
        unfinished = 0;
        failed = false;
        for (int node : others()) {
            if (shard.isUp(node)) {
                shard.send(node, new PeerMessage.RegisterPageRequest(partition, round, epoch, from), Hold.NONE);
            }
        }
    }

    void onPage(int node, RegisterPage page) {
        boolean isAwaited = page.round() == round
                && page.from().equals(from)
                && page.epoch() == epoch
                && epoch == voting().epoch()
                && pages.size() < needed();
        if (!isAwaited || page.verdict() != RegisterVerdict.GRANTED || !voting().mustLearn(partition)) {
            return;
        }
        pages.put(node, page);
        if (pages.size() == needed()) {
            learn();
        }
    }

    /** Only up to where the shortest of the pages reaches. */
    private void learn() {
        next = pages.values().stream()
                .map(RegisterPage::next)
                .filter(end -> !end.isEmpty())
                .min(Bytes::compareTo)
                .orElse(Bytes.EMPTY);
        SortedMap<Bytes, List<RegisterCopy>> reports = new TreeMap<>();
        for (RegisterPage page : pages.values()) {
            acceptors
                    .acceptor(partition)
                    .raiseFloor(new RegisterFloor(page.floor(), page.floorVersion(), page.floorHorizonMillis()));
            for (RegisterCopy copy : page.registers()) {
                Bytes place = Bytes.of(Keys.register(partition, copy.register()));
                if (next.isEmpty() || place.compareTo(next) < 0) {
                    reports.computeIfAbsent(place, p -> new ArrayList<>()).add(copy);
                }
            }
        }
        forgetUnreported(reports.keySet());
        for (List<RegisterCopy> copies : reports.values()) {
            if (isChosen(copies)) {
                install(highest(copies));
            } else {
                open.add(copies.get(0).register());
            }
        }
        finishSome();
        goOn();
    }

    /**
     * What this directory had of an earlier incarnation, and no other replica has, was deleted and dropped since: nobody would
     * know better than this copy.
     */
    private void forgetUnreported(Set<Bytes> reported) {
        if (isGathering() || shard.makes(PlantedBug.OLD_COPY_KEEPS_REGISTERS)) {
            return;
        }
        for (RowKey register : new StoredRegisters(shard, partition).between(from, next)) {
            if (!reported.contains(Bytes.of(Keys.register(partition, register)))) {
                acceptors.acceptor(partition).purge(register);
            }
        }
    }

    private void install(RegisterCopy copy) {
        if (!shard.topology().isDropped(copy.register().bucket())) {
            acceptors.acceptor(partition).install(copy.register(), copy.accepted(), copy.value());
        }
    }

    /** A round may end at once, and then calls back from here. */
    private void finishSome() {
        if (isStarting) {
            return;
        }
        isStarting = true;
        while (!open.isEmpty() && unfinished < ROUNDS_AT_ONCE) {
            RowKey register = open.removeFirst();
            long asked = round;
            unfinished++;
            registers.finish(partition, register, highest, finished -> finished(asked, register, finished));
        }
        isStarting = false;
    }

    private static RegisterCopy highest(List<RegisterCopy> copies) {
        RegisterCopy highest = copies.get(0);
        for (RegisterCopy copy : copies) {
            if (highest.accepted().isBelow(copy.accepted())) {
                highest = copy;
            }
        }
        return highest;
    }

    /** Does a majority of all replicas have it under one ballot, or all that there are beside this one? */
    private boolean isChosen(List<RegisterCopy> copies) {
        Ballot ballot = highest(copies).accepted();
        long agree =
                copies.stream().filter(copy -> copy.accepted().equals(ballot)).count();
        int replicas = shard.topology().replicasOf(partition).size();
        return agree >= Math.min(LevelRequirement.majority(replicas), replicas - 1)
                || isGathering()
                || shard.makes(PlantedBug.COPY_COUNTS_AS_VOTE);
    }

    private void take(RowKey register, Ballot ballot, RegisterValue value) {
        if (!shard.topology().isDropped(register.bucket())) {
            acceptors.acceptor(partition).copy(register, ballot, value);
        }
    }

    /** What a round of an earlier page found is as good as any, but the present page does not wait for it. */
    private void finished(long asked, RowKey register, Registers.Finished finished) {
        finished.value().ifPresent(value -> take(register, finished.ballot(), value));
        if (finished.value().isEmpty()) {
            highest = Ballot.max(highest, finished.ballot());
        }
        if (asked != round) {
            return;
        }
        unfinished--;
        if (finished.value().isEmpty()) {
            // The page is asked for anew; what has been finished is chosen by then.
            failed = true;
            open.clear();
        }
        finishSome();
        goOn();
    }

    private void goOn() {
        if (unfinished > 0 || !open.isEmpty() || isStarting || failed || epoch != voting().epoch()) {
            return;
        }
        if (next.isEmpty()) {
            voting().learned(partition);
            from = Bytes.EMPTY;
        } else {
            from = next;
            ask();
        }
    }
}

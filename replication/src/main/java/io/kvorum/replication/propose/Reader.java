package io.kvorum.replication.propose;

import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.coordinate.Coordinator;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegisterAnswer;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.quorum.QuorumTally.Verdict;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.shard.ShardState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A read in one trip: what a majority reports to have accepted under one ballot, in one epoch, is chosen. If it reports several,
 * nothing is known, and a round has to finish the highest.
 */
final class Reader implements Coordinator {
    /** How it ended. */
    sealed interface End {
        record Agreed(RegisterValue value, List<Integer> nodes) implements End {}

        /** @param promised the highest ballot that was told; a round must be above it to reach all that answered */
        record Differs(Ballot promised) implements End {}

        /** @param lacksVoters so many do not vote that it could not have been otherwise */
        record TooFew(List<Integer> nodes, boolean lacksVoters) implements End {}
    }

    private final Replicas replicas;
    private final ShardState shard;
    private final Consumer<End> then;
    private final long epoch;
    private final QuorumTally tally;
    private final long number;
    private final RegisterState known;
    private final Set<Integer> asked = new TreeSet<>();
    private final Map<Integer, RegisterAnswer> reports = new TreeMap<>();
    private final Set<Integer> notVoting = new TreeSet<>();
    private Duration pause = Duration.ZERO;

    private Reader(Replicas replicas, Consumer<End> then) {
        this.replicas = replicas;
        this.shard = replicas.shard();
        this.then = then;
        this.epoch = replicas.epoch();
        this.tally = replicas.newTally();
        this.number = shard.nextRequest();
        this.known = replicas.acceptor().state(replicas.register());
    }

    static void start(Replicas replicas, Consumer<End> then) {
        Reader reader = new Reader(replicas, then);
        replicas.pending()
                .add(
                        reader.number,
                        reader,
                        reader.shard.now().nanos()
                                + Registers.roundTimeout(reader.shard).toNanos());
        reader.shard.timer(reader.shard.limits().readHedgeDelay(), new Timer.ReadHedge(reader.number));
        reader.askEnough();
        reader.settle();
    }

    /** As many as are still missing: this node first, then the others in order of preference. */
    private void askEnough() {
        int open = (int) asked.stream()
                .filter(node -> tally.pendingNodes().contains(node))
                .count();
        if (tally.pendingNodes().contains(shard.node()) && open < tally.missing() && asked.add(shard.node())) {
            replicas.acceptors().onRead(shard.node(), question());
            open++;
        }
        for (int node : tally.pendingNodes()) {
            if (open < tally.missing() && asked.add(node)) {
                shard.send(node, question(), Hold.NONE);
                open++;
            }
        }
    }

    private PeerMessage.ReadRegister question() {
        return new PeerMessage.ReadRegister(number, replicas.partition(), replicas.register(), epoch, known.accepted());
    }

    @Override
    public void onAnswer(int node, PeerMessage message) {
        if (!(message instanceof RegisterAnswer answer)) {
            return;
        }
        if (answer.verdict() == RegisterVerdict.GRANTED && answer.epoch() == epoch) {
            if (tally.acknowledged(node)) {
                reports.put(node, answer);
            }
        } else {
            if (answer.verdict() == RegisterVerdict.NOT_VOTING) {
                notVoting.add(node);
            }
            tally.failed(node);
        }
        settle();
    }

    private void settle() {
        Verdict verdict = tally.verdict();
        if (verdict == Verdict.MET) {
            replicas.pending().remove(number);
            then.accept(judge());
        } else if (verdict == Verdict.IMPOSSIBLE) {
            tooFew();
        } else {
            askEnough();
        }
    }

    private void tooFew() {
        replicas.pending().remove(number);
        then.accept(new End.TooFew(tally.acknowledgedNodes(), replicas.lacksVoters(notVoting)));
    }

    private End judge() {
        Ballot top = Ballot.NONE;
        Ballot promised = Ballot.NONE;
        for (RegisterAnswer report : reports.values()) {
            top = Ballot.max(top, report.accepted());
            promised = Ballot.max(promised, report.promised());
        }
        Optional<RegisterValue> value = Optional.empty();
        for (RegisterAnswer report : reports.values()) {
            if (report.accepted().equals(top)) {
                value = Optional.of(report.value().orElse(known.value()));
            } else if (!shard.makes(PlantedBug.READ_SHOWS_THE_HIGHEST)) {
                return new End.Differs(promised);
            }
        }
        return new End.Agreed(value.orElseThrow(), tally.acknowledgedNodes());
    }

    @Override
    public void onPeerDown(int node) {
        if (tally.failed(node)) {
            settle();
        }
    }

    /** Somebody is slow: ask one more; then, again and again, all who have not answered, for the answer may be lost. */
    @Override
    public void onHedge() {
        pause = pause.isZero() ? Registers.repeatDelay(shard) : pause.multipliedBy(2);
        shard.timer(pause, new Timer.ReadHedge(number));
        if (!askOneMore()) {
            for (int node : tally.pendingNodes()) {
                if (node != shard.node() && shard.isUp(node)) {
                    shard.send(node, question(), Hold.NONE);
                }
            }
        }
    }

    private boolean askOneMore() {
        for (int node : tally.pendingNodes()) {
            if (asked.add(node)) {
                if (node == shard.node()) {
                    replicas.acceptors().onRead(node, question());
                } else {
                    shard.send(node, question(), Hold.NONE);
                }
                return true;
            }
        }
        return false;
    }

    @Override
    public void onDeadline() {
        tooFew();
    }
}

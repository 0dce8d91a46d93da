package io.kvorum.replication.propose;

import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.coordinate.Coordinator;
import io.kvorum.replication.core.Hold;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One round: a majority promises a ballot and tells what it has accepted; what is made of the highest of that is accepted by a
 * majority. With a promise that came with the round before, the first half is done already. With each value the next ballot is
 * asked for.
 */
final class Proposer implements Coordinator {
    /** Decides what to propose. */
    interface Author {
        /**
         * @param learned the highest value that a majority has accepted
         * @param isChosen whether a majority is known to have accepted just this one
         * @return what to propose; empty: nothing, which is possible only if it is chosen
         */
        Optional<RegisterValue> propose(RegisterValue learned, boolean isChosen);
    }

    private final Replicas replicas;
    private final ShardState shard;
    private final Author author;
    private final Consumer<RoundEnd> then;
    private final long epoch;
    private final Ballot ballot;
    /** What is asked for with the value, for the next round. */
    private final Ballot next;

    private final Map<Integer, RegisterAnswer> promises = new TreeMap<>();
    private final Set<Integer> notVoting = new TreeSet<>();
    private QuorumTally tally;
    private long number;
    private Optional<PeerMessage> question = Optional.empty();
    private Duration pause = Duration.ZERO;
    private Ballot highest;
    private Optional<RegisterValue> proposed = Optional.empty();
    private Ballot learnedUnder = Ballot.NONE;

    /** What this node has accepted itself; others need not send it. */
    private RegisterState known = new RegisterState(Ballot.NONE, Ballot.NONE, RegisterValue.NEVER_WRITTEN);

    private Proposer(Replicas replicas, Ballot ballot, Author author, Consumer<RoundEnd> then) {
        this.replicas = replicas;
        this.shard = replicas.shard();
        this.author = author;
        this.then = then;
        this.epoch = replicas.epoch();
        this.ballot = ballot;
        this.next = ballot.next(epoch, shard.actor());
        this.highest = ballot;
        this.tally = replicas.newTally();
    }

    /** Begins with the first half. @param above the highest ballot that this node has heard of */
    static void start(Replicas replicas, Ballot above, Author author, Consumer<RoundEnd> then) {
        start(replicas, above, replicas.acceptor().state(replicas.register()), author, then);
    }

    /** Likewise. @param known what this node's acceptor has */
    static void start(Replicas replicas, Ballot above, RegisterState known, Author author, Consumer<RoundEnd> then) {
        ShardState shard = replicas.shard();
        Ballot floor = Ballot.max(above, Ballot.max(known.promised(), known.accepted()));
        Ballot ballot = floor.next(replicas.epoch(), shard.actor());
        Proposer round = new Proposer(replicas, ballot, author, then);
        round.known = known;
        round.prepare();
    }

    /** Begins with the second half, on a ballot that was promised for this. @param learned what stands below it */
    static void go(Replicas replicas, Ballot promised, RegisterValue learned, Author author, Consumer<RoundEnd> then) {
        // Whether it is still the last one that was chosen is not known before this round has ended.
        new Proposer(replicas, promised, author, then).propose(learned, false);
    }

    private void prepare() {
        begin();
        PeerMessage message = new PeerMessage.PrepareRegister(
                number, replicas.partition(), replicas.register(), epoch, ballot, known.accepted());
        sendToAll(message);
        settle();
    }

    private void begin() {
        number = shard.nextRequest();
        replicas.pending()
                .add(
                        number,
                        this,
                        shard.now().nanos() + Registers.roundTimeout(shard).toNanos());
    }

    private void sendToAll(PeerMessage message) {
        question = Optional.of(message);
        pause = Registers.repeatDelay(shard);
        shard.timer(pause, new Timer.ReadHedge(number));
        for (int owner : replicas.owners()) {
            if (owner == shard.node() && owner != replicas.without()) {
                toThisNode(message);
            } else if (owner != replicas.without() && shard.isUp(owner)) {
                shard.send(owner, message, Hold.NONE);
            }
        }
    }

    /** This node's own acceptor is asked at once; its answer comes as a message, held until it is durable. */
    private void toThisNode(PeerMessage message) {
        switch (message) {
            case PeerMessage.PrepareRegister prepare -> replicas.acceptors().onPrepare(shard.node(), prepare);
            case PeerMessage.AcceptRegister accept -> replicas.acceptors().onAccept(shard.node(), accept);
            default -> throw new IllegalArgumentException("no question to an acceptor: " + message);
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage message) {
        if (!(message instanceof RegisterAnswer answer)) {
            return;
        }
        highest = Ballot.max(highest, answer.promised());
        if (answer.verdict() == RegisterVerdict.GRANTED && answer.epoch() == epoch) {
            if (tally.acknowledged(node) && proposed.isEmpty()) {
                promises.put(node, answer);
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
        if (tally.verdict() == Verdict.PENDING) {
            return;
        }
        replicas.pending().remove(number);
        if (tally.verdict() == Verdict.IMPOSSIBLE) {
            fail();
        } else if (proposed.isPresent()) {
            chosen(proposed.get(), new RoundEnd.Promise(next, ballot));
        } else {
            promised();
        }
    }

    private void promised() {
        Ballot accepted = Ballot.NONE;
        for (RegisterAnswer answer : promises.values()) {
            accepted = Ballot.max(accepted, answer.accepted());
        }
        Ballot top = accepted;
        long agree = promises.values().stream()
                .filter(answer -> answer.accepted().equals(top))
                .count();
        learnedUnder = top;
        propose(valueOf(top), agree >= replicas.majority());
    }

    /** Where nothing is stored, with the highest of what the floors say. */
    private RegisterValue valueOf(Ballot accepted) {
        long version = 0;
        long horizon = 0;
        for (RegisterAnswer answer : promises.values()) {
            if (answer.accepted().equals(accepted)) {
                RegisterValue value = answer.value().orElse(known.value());
                if (!accepted.isNone()) {
                    return value;
                }
                version = Math.max(version, value.version());
                horizon = Math.max(horizon, value.horizonMillis());
            }
        }
        return RegisterValue.absent(version, horizon);
    }

    private void propose(RegisterValue learned, boolean isChosen) {
        Optional<RegisterValue> wanted = author.propose(learned, isChosen);
        if (wanted.isEmpty()) {
            chosen(learned, new RoundEnd.Promise(ballot, learnedUnder));
            return;
        }
        proposed = wanted;
        tally = replicas.newTally();
        begin();
        sendToAll(new PeerMessage.AcceptRegister(
                number, replicas.partition(), replicas.register(), epoch, ballot, wanted.get(), next));
        settle();
    }

    private void chosen(RegisterValue value, RoundEnd.Promise forTheNext) {
        then.accept(new RoundEnd.Chosen(value, ballot, tally.acknowledgedNodes(), forTheNext));
    }

    private void fail() {
        then.accept(new RoundEnd.Failed(highest, tally.acknowledgedNodes(), replicas.lacksVoters(notVoting)));
    }

    @Override
    public void onPeerDown(int node) {
        if (tally.failed(node)) {
            settle();
        }
    }

    /** Who has not answered is asked again: the answer may be lost. One that was given is refused the second time, and ends the round. */
    @Override
    public void onHedge() {
        for (int node : tally.pendingNodes()) {
            if (node != shard.node() && shard.isUp(node)) {
                question.ifPresent(message -> shard.send(node, message, Hold.NONE));
            }
        }
        pause = pause.multipliedBy(2);
        shard.timer(pause, new Timer.ReadHedge(number));
    }

    /** The round takes too long. */
    @Override
    public void onDeadline() {
        replicas.pending().remove(number);
        fail();
    }
}

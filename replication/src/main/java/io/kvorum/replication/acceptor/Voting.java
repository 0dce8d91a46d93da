package io.kvorum.replication.acceptor;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.member.ActorCheck;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Acceptors;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether this node may vote for the registers of a partition, and in which epoch. It may if its directory is the incarnation
 * that the topology names; if that is not the first one of this node, only after it has learned what the others hold. The epoch
 * that it has once answered in is kept beside the votes: a crash that takes back the newer topology does not lead it back.
 */
public final class Voting {
    private final ShardState shard;
    private final ActorCheck actorCheck;
    private final Map<Integer, Voter> voters = new TreeMap<>();

    public Voting(ShardState shard, ActorCheck actorCheck) {
        this.shard = shard;
        this.actorCheck = actorCheck;
    }

    /**
     * @param entered the highest epoch of the acceptors in which this node has answered
     * @param learnedAs the incarnation that has learned what the others hold
     * @param learnedWhen the count of its naming by then: an old copy may be named again, and has to learn again
     * @param settledDoubt about the directory, which all other replicas have settled
     */
    private record Voter(long entered, Actor learnedAs, int learnedWhen, long settledDoubt) {
        static final Voter NONE = new Voter(0, new Actor(0), 0, 0);

        boolean hasLearned(Acceptors.Name name) {
            return name.count() == 1 || (learnedAs.equals(name.acceptor()) && learnedWhen == name.count());
        }
    }

    /** What a question of this epoch would be told; {@code GRANTED} if it would get a vote. Nothing is changed. */
    RegisterVerdict verdict(int partition, long epoch) {
        if (shard.replica(partition).isEmpty() || !isNamed()) {
            return RegisterVerdict.NOT_VOTING;
        }
        Voter voter = voter(partition);
        if (epoch() != epoch || voter.entered() > epoch) {
            return RegisterVerdict.WRONG_EPOCH;
        }
        boolean mayVote = hasLearned(partition) || shard.makes(PlantedBug.EMPTY_ACCEPTOR_VOTES);
        return mayVote && actorCheck.mayVote(partition, isDoubted(voter))
                ? RegisterVerdict.GRANTED
                : RegisterVerdict.NOT_VOTING;
    }

    /** Why a question of this epoch gets no vote; empty if it gets one, and then the epoch is entered. */
    public Optional<RegisterVerdict> refusal(int partition, long epoch) {
        RegisterVerdict verdict = verdict(partition, epoch);
        if (verdict != RegisterVerdict.GRANTED) {
            return Optional.of(verdict);
        }
        enter(partition, voter(partition), epoch);
        return Optional.empty();
    }

    /**
     * Why somebody who learns is not told what is here; empty if it is, and then the epoch is entered. Those who gather tell each
     * other, too, before any of them votes.
     */
    public Optional<RegisterVerdict> refusalToTell(int partition, long epoch) {
        Voter voter = voter(partition);
        boolean gathers = shard.topology().acceptors().gathers(shard.node()) && !hasLearned(partition);
        if (!gathers
                || shard.replica(partition).isEmpty()
                || !isNamed()
                || epoch() != epoch
                || voter.entered() > epoch
                || !actorCheck.mayVote(partition, isDoubted(voter))) {
            return refusal(partition, epoch);
        }
        enter(partition, voter, epoch);
        return Optional.empty();
    }

    private void enter(int partition, Voter voter, long epoch) {
        if (voter.entered() < epoch || isDoubted(voter)) {
            save(
                    partition,
                    new Voter(
                            epoch,
                            voter.learnedAs(),
                            voter.learnedWhen(),
                            shard.config().doubt()));
        }
    }

    /** Would a question of the present epoch get a vote? */
    public boolean votes(int partition) {
        return isNamed() && hasLearned(partition) && actorCheck.mayVote(partition, isDoubted(voter(partition)));
    }

    /** A new incarnation has forgotten nothing that it did not have to learn: the doubt was about the one before. */
    private boolean isDoubted(Voter voter) {
        return shard.config().doubt() != 0
                && shard.config().doubt() != voter.settledDoubt()
                && shard.acceptor().equals(shard.config().acceptor());
    }

    /** The epoch of the acceptors here. */
    public long epoch() {
        return shard.topology().acceptors().epoch();
    }

    private boolean isNamed() {
        return shard.topology().acceptors().named(shard.node()).equals(shard.acceptor());
    }

    /** Has this incarnation nothing to learn, or has it done so? */
    public boolean hasLearned(int partition) {
        Optional<Acceptors.Name> name = shard.topology().acceptors().of(shard.node());
        return name.isPresent() && voter(partition).hasLearned(name.get());
    }

    /** Is it this node's turn to learn: named, and not yet done? */
    public boolean mustLearn(int partition) {
        return isNamed() && !hasLearned(partition) && actorCheck.mayMint(partition);
    }

    public void learned(int partition) {
        Voter voter = voter(partition);
        Acceptors.Name name = shard.topology().acceptors().of(shard.node()).orElseThrow();
        save(
                partition,
                new Voter(Math.max(voter.entered(), epoch()), name.acceptor(), name.count(), voter.settledDoubt()));
    }

    private Voter voter(int partition) {
        return voters.computeIfAbsent(partition, p -> stored(shard.storage(), p));
    }

    private static Voter stored(Storage storage, int partition) {
        return storage.get(Table.STATE, Keys.voter(partition))
                .map(bytes -> {
                    ByteReader in = new ByteReader(bytes);
                    return new Voter(in.readVarLong(), new Actor(in.readLong()), (int) in.readVarLong(), in.readLong());
                })
                .orElse(Voter.NONE);
    }

    /** By what a disk says: has the named incarnation learned, and is there no doubt left? To look at from outside. */
    public static boolean mayVote(Storage storage, int partition, Acceptors.Name name, long doubt) {
        Voter voter = stored(storage, partition);
        return voter.hasLearned(name) && (doubt == 0 || voter.settledDoubt() == doubt);
    }

    private void save(int partition, Voter voter) {
        voters.put(partition, voter);
        shard.storage()
                .put(
                        Table.STATE,
                        Keys.voter(partition),
                        new ByteWriter(32)
                                .writeVarLong(voter.entered())
                                .writeLong(voter.learnedAs().id())
                                .writeVarLong(voter.learnedWhen())
                                .writeLong(voter.settledDoubt())
                                .toByteArray());
    }
}

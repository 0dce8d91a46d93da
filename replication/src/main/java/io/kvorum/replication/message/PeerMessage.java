package io.kvorum.replication.message;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Shown;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.RegisterView;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.tree.HashRange;
import java.util.List;
import java.util.Optional;

/**
 * What nodes say to each other. {@code request} and {@code round} numbers are chosen by the asker, never used twice by one
 * run of a process, and come back with the answer.
 */
public sealed interface PeerMessage {
    /** The partition that the message is about, which decides the shard; {@link #NODE} if it is about the node. */
    int partition();

    int NODE = -1;

    /** Apply this mutation, as one of the key's replicas. Answered by {@link ApplyAnswer} once it is durable. */
    record ApplyMutation(long request, int partition, RowKey key, Mutation mutation) implements PeerMessage {}

    /** Keep this mutation as a hint for the partition's owners. Answered by {@link ApplyAnswer} once it is durable. */
    record KeepHint(long request, int partition, RowKey key, Mutation mutation) implements PeerMessage {}

    /**
     * Merge this row (read repair). Answered by {@link ApplyAnswer} once it is durable.
     *
     * @param entries the log entries of the row's live dots, as far as the sender has them
     */
    record RepairRow(long request, int partition, RowKey key, FilledRow row, List<LogEntry> entries)
            implements PeerMessage {}

    record ApplyAnswer(long request, int partition, ApplyResult result) implements PeerMessage {}

    /**
     * Show this key.
     *
     * @param known what the asker holds itself; if the answerer has just that, it need not send it. Empty: always send.
     * @param replacing the asker's row is damaged, and what all others have is to take its place. Write ids that were issued up to
     *     this time, outside of the window, are to be unknown from now on: nothing that comes late for them may be taken for new
     */
    record ReadRow(long request, int partition, RowKey key, Optional<KnownRow> known, Optional<Long> replacing)
            implements PeerMessage {}

    /**
     * The version digest of a row: everything but the values.
     *
     * @param live the dots of the live versions, ascending, with their write ids
     * @param rowContext the stripped row's own context
     * @param clock the partition clock at the same instant
     */
    record KnownRow(List<Shown> live, DotSet rowContext, DotSet clock) {}

    /**
     * @param row empty: the same as the asker's
     * @param entries the log entries of the row's live dots
     * @param rowContext the stripped row's own context
     * @param clock the answerer's partition clock at the same instant
     * @param asOfMillis the time up to which the answerer is known to be complete; 0 if not known
     */
    record RowAnswer(
            long request,
            int partition,
            Optional<FilledRow> row,
            List<LogEntry> entries,
            DotSet rowContext,
            DotSet clock,
            long asOfMillis)
            implements PeerMessage {}

    /** A client's request that came to a node that does not own the key. */
    record Forward(long request, int partition, long remainingNanos, ClientRequest clientRequest)
            implements PeerMessage {}

    record Forwarded(long request, int partition, ClientReply reply) implements PeerMessage {}

    /**
     * Clock exchange: what do you have that I lack?
     *
     * @param actor the asker's incarnation
     * @param takenAtMillis the asker's wall time when the clock was taken
     * @param passOver dots that it lacks and cannot take in now, since its rows of their keys are damaged
     * @param foldFloorMillis when the clock was taken, the asker took no new increments any more that were issued up to this time
     */
    record ExchangeRequest(
            int partition,
            long round,
            Actor actor,
            DotSet clock,
            long takenAtMillis,
            DotSet passOver,
            long foldFloorMillis)
            implements PeerMessage {}

    /**
     * @param askerActor and {@code askerClock} repeat the request: the answer counts only if they still fit
     * @param clock the answerer's clock, of the same instant as the rows
     * @param shipped the dots behind which everything is in {@code rows}: the asker may adopt these
     * @param withheld missing dots of keys whose rows are damaged here: nothing of them is told, and nobody may adopt them
     * @param pruned missing dots, neither shipped nor withheld, have no log entry any more; told only with the last page
     * @param more there are further missing dots: ask again
     * @param horizonMillis the answerer's horizon, which the asker takes over with dots that have no log entry any more
     * @param rows stripped; filled they are with {@code clock}
     */
    record ExchangeAnswer(
            int partition,
            long round,
            Actor askerActor,
            DotSet askerClock,
            Actor actor,
            DotSet clock,
            long takenAtMillis,
            DotSet shipped,
            DotSet withheld,
            boolean pruned,
            boolean more,
            long horizonMillis,
            List<ShippedRow> rows,
            List<LogEntry> entries)
            implements PeerMessage {}

    /** A stripped row in an exchange; its context is completed by the clock of the same message. */
    record ShippedRow(RowKey key, Row row) {}

    /**
     * Full exchange: the rows of these ranges of a partition, and all others whose context is not yet stripped.
     *
     * @param from a position in the row order of the table, empty for the start
     * @param until where to end, empty for the end
     * @param ranges in ascending order, not overlapping
     */
    record PageRequest(int partition, long round, Actor actor, Bytes from, Bytes until, List<HashRange> ranges)
            implements PeerMessage {}

    /**
     * From {@code from} up to {@code next} all rows of the ranges, so that any other key of these has none, but for those withheld as damaged.
     *
     * @param next where to go on; empty at the end of what was asked for
     * @param clock of the same instant as the rows
     */
    record PageAnswer(
            int partition,
            long round,
            Actor actor,
            Bytes from,
            Bytes next,
            DotSet clock,
            long takenAtMillis,
            long horizonMillis,
            List<ShippedRow> rows,
            List<LogEntry> entries,
            List<RowKey> withheld)
            implements PeerMessage {}

    /**
     * Comparison of trees: these are my sums; what are yours where they differ?
     *
     * @param ranges not overlapping
     */
    record TreeQuestion(int partition, long round, List<RangeSum> ranges) implements PeerMessage {}

    /**
     * @param different the answerer's sums of those ranges of the question in which it has another one
     * @param keys all its keys with live versions in those of them in which both sides have few
     * @param damaged of these it says nothing, for its rows are damaged; if they are more than it can name, of nothing at all
     */
    record TreeAnswer(int partition, long round, List<RangeSum> different, List<KeyDigest> keys, List<RowKey> damaged)
            implements PeerMessage {}

    /**
     * A sum over the rows whose key hashes begin with the upper {@code depth} bits of {@code start}.
     *
     * @param one and {@code two} are the lanes of the sum
     */
    record RangeSum(long start, int depth, long rows, long one, long two) {}

    /** @param digest of the row's live dots */
    record KeyDigest(RowKey key, long digest) {}

    /** Comparison of one row, of which only the live versions are told. Answered by {@link ComparedRow}. */
    record CompareRow(int partition, long round, RowKey key, KnownRow known) implements PeerMessage {}

    /**
     * @param entries log entries of the row's live dots, and those by which a write of the asker's is known to be undone
     * @param row stripped
     * @param clock the answerer's partition clock at the same instant
     * @param beyond does the answerer know of an event of this key that the asker's {@link KnownRow} does not cover?
     */
    record ComparedRow(
            int partition, long round, RowKey key, Row row, List<LogEntry> entries, DotSet clock, Beyond beyond)
            implements PeerMessage {}

    /**
     * The receiver has lost versions of this row: it knows their dots, and nothing that replaced them. It judges once more
     * before it takes them back. Not answered: the next comparison shows.
     *
     * @param row the sender's, stripped
     * @param entries log entries of its live dots
     * @param clock the sender's at the same instant
     */
    record RestoreRow(int partition, RowKey key, Row row, List<LogEntry> entries, DotSet clock)
            implements PeerMessage {}

    /** Before its first dot in the partition a node asks: do you know a dot of mine that I do not? */
    record ActorQuestion(int partition, Actor actor) implements PeerMessage {}

    /** @param highest the highest counter of the actor that the answerer knows in the partition, durable */
    record ActorAnswer(int partition, Actor actor, long highest) implements PeerMessage {}

    /** My topology has this epoch: send me yours if it is newer. Not answered if it is not. */
    record TopologyQuestion(long epoch) implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }
    }

    record TopologyOffer(Topology topology) implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }
    }

    /** The serialiser of the catalogue begins a run under this ballot: take nothing of an earlier one any more. */
    record CataloguePrepare(CatalogueBallot ballot) implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }
    }

    /**
     * @param ballot that of the question
     * @param promised the highest ballot that the answerer has promised, durably; the question's own if it is granted
     * @param topology the answerer's
     * @param accepted the last proposal that the answerer has stored and that is newer than its topology
     */
    record CataloguePromise(
            CatalogueBallot ballot, CatalogueBallot promised, Topology topology, Optional<CatalogueProposal> accepted)
            implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }

        public boolean isGranted() {
            return promised.equals(ballot);
        }
    }

    /** Store this proposal. It is not in force before a majority has it. */
    record CatalogueAccept(CatalogueProposal proposal) implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }
    }

    /**
     * @param epoch of the proposal's topology
     * @param promised as in {@link CataloguePromise}; the proposal's own ballot if it is stored
     */
    record CatalogueAccepted(CatalogueBallot ballot, long epoch, CatalogueBallot promised) implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }

        public boolean isStored() {
            return promised.equals(ballot);
        }
    }

    /**
     * Promise this ballot for a register, and say what you have accepted. Answered by {@link RegisterAnswer}.
     *
     * @param epoch of the acceptors at the proposer
     * @param known the ballot of what the asker holds itself; the value of this one need not be sent
     */
    record PrepareRegister(long request, int partition, RowKey register, long epoch, Ballot ballot, Ballot known)
            implements PeerMessage {}

    /**
     * Accept this value. Answered by {@link RegisterAnswer}.
     *
     * @param next to be promised with it, for the proposer's next round; {@link Ballot#NONE}: no other than {@code ballot}
     */
    record AcceptRegister(
            long request, int partition, RowKey register, long epoch, Ballot ballot, RegisterValue value, Ballot next)
            implements PeerMessage {}

    /** What have you accepted for this register? Answered by {@link RegisterAnswer}. @param known as in {@link PrepareRegister} */
    record ReadRegister(long request, int partition, RowKey register, long epoch, Ballot known)
            implements PeerMessage {}

    /**
     * An acceptor's answer, durable.
     *
     * @param epoch of the acceptors at the answerer
     * @param promised the highest ballot that it has promised
     * @param accepted the ballot of what it has accepted
     * @param value empty: that of the ballot that the asker knows, or not asked for
     */
    record RegisterAnswer(
            long request,
            int partition,
            RegisterVerdict verdict,
            long epoch,
            Ballot promised,
            Ballot accepted,
            Optional<RegisterValue> value)
            implements PeerMessage {}

    /**
     * The registers of a partition from this position on, for one that learns.
     *
     * @param from a position in the order of the table; empty for the start
     */
    record RegisterPageRequest(int partition, long round, long epoch, Bytes from) implements PeerMessage {}

    /**
     * All registers from {@code from} up to {@code next}.
     *
     * @param verdict anything but {@code GRANTED}: nothing is told
     * @param next where to go on; empty at the end
     * @param floor for registers of which nothing is stored: promised up to here
     * @param floorVersion their versions go on above it
     * @param floorHorizonMillis updates of them that were issued up to here are refused
     */
    record RegisterPage(
            int partition,
            long round,
            RegisterVerdict verdict,
            long epoch,
            Bytes from,
            Bytes next,
            Ballot floor,
            long floorVersion,
            long floorHorizonMillis,
            List<RegisterCopy> registers)
            implements PeerMessage {}

    /**
     * What have you accepted for these? Asked by one that has all of them. Answered by {@link RegistersCompared}.
     *
     * @param epoch of the acceptors at the asker
     */
    record CompareRegisters(int partition, long request, long epoch, List<RowKey> registers) implements PeerMessage {}

    /**
     * Durable. Nothing is promised with it.
     *
     * @param verdict anything but {@code GRANTED}: nothing is told
     * @param epoch of the acceptors at the answerer
     * @param takenAtMillis wall time at the answerer
     * @param floor for registers of which nothing is stored: promised up to here
     * @param registers in the order of the question; fewer if more would have taken too long
     */
    record RegistersCompared(
            int partition,
            long request,
            RegisterVerdict verdict,
            long epoch,
            long takenAtMillis,
            Ballot floor,
            List<RegisterReport> registers)
            implements PeerMessage {}

    /**
     * Every replica has these tombstones, or has dropped them: drop them. Not answered; who does not hear it finds out by itself.
     *
     * @param epoch of the acceptors in which all have said so
     */
    record DropTombstones(int partition, long epoch, List<Tombstone> tombstones) implements PeerMessage {}

    /** What do you hold of this register? Nothing is promised by the answer. @param key whose entry is shown */
    record ShowRegister(long request, int partition, RowKey register, Bytes key, long epoch) implements PeerMessage {}

    record RegisterShown(long request, int partition, RegisterView view) implements PeerMessage {}

    /** Name this incarnation of the sender as the one that votes, in place of the previous one. Not answered. */
    record NameAcceptor(Actor previous, Actor acceptor) implements PeerMessage {
        @Override
        public int partition() {
            return NODE;
        }
    }
}

package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.RegisterAnswer;
import io.kvorum.replication.message.RegisterCopy;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.PageScan;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An acceptor's side of the rounds: every answer says what is durable by then. */
public final class RegisterMessages {
    private final ShardState shard;
    private final Voting voting;
    private final AcceptWatch watch;
    private final RecentRegisters recent = new RecentRegisters();
    private final Map<Integer, Acceptor> acceptors = new TreeMap<>();

    public RegisterMessages(ShardState shard, Voting voting, AcceptWatch watch) {
        this.shard = shard;
        this.voting = voting;
        this.watch = watch;
    }

    public Voting voting() {
        return voting;
    }

    public Acceptor acceptor(int partition) {
        return acceptors.computeIfAbsent(
                partition, p -> new Acceptor(p, shard.storage(), shard.config(), watch, recent));
    }

    public void onPrepare(int node, PeerMessage.PrepareRegister prepare) {
        Optional<RegisterVerdict> refusal = refusal(prepare.partition(), prepare.register(), prepare.epoch());
        if (refusal.isPresent()) {
            refuse(node, prepare.request(), prepare.partition(), refusal.get());
            return;
        }
        Acceptor acceptor = acceptor(prepare.partition());
        RegisterState state = acceptor.state(prepare.register());
        boolean granted = acceptor.prepare(prepare.register(), state, prepare.ballot());
        answer(
                node,
                new RegisterAnswer(
                        prepare.request(),
                        prepare.partition(),
                        granted ? RegisterVerdict.GRANTED : RegisterVerdict.REFUSED,
                        voting.epoch(),
                        granted ? prepare.ballot() : state.promised(),
                        state.accepted(),
                        granted ? valueUnlessKnown(state, prepare.known()) : Optional.empty()),
                Hold.UNTIL_DURABLE);
    }

    public void onAccept(int node, PeerMessage.AcceptRegister accept) {
        Optional<RegisterVerdict> refusal = refusal(accept.partition(), accept.register(), accept.epoch());
        if (refusal.isPresent()) {
            refuse(node, accept.request(), accept.partition(), refusal.get());
            return;
        }
        Acceptor acceptor = acceptor(accept.partition());
        boolean accepted = acceptor.accept(accept.register(), accept.ballot(), accept.value(), accept.next());
        Ballot promised = accepted ? Ballot.max(accept.ballot(), accept.next()) : acceptor.promised(accept.register());
        answer(
                node,
                new RegisterAnswer(
                        accept.request(),
                        accept.partition(),
                        accepted ? RegisterVerdict.GRANTED : RegisterVerdict.REFUSED,
                        voting.epoch(),
                        promised,
                        accepted ? accept.ballot() : Ballot.NONE,
                        Optional.empty()),
                Hold.UNTIL_DURABLE);
    }

    public void onRead(int node, PeerMessage.ReadRegister read) {
        Optional<RegisterVerdict> refusal = refusal(read.partition(), read.register(), read.epoch());
        if (refusal.isPresent()) {
            refuse(node, read.request(), read.partition(), refusal.get());
            return;
        }
        Acceptor acceptor = acceptor(read.partition());
        RegisterState state = acceptor.state(read.register());
        // What a crash could still take back must not be shown.
        Hold hold = acceptor.isUnsynced(read.register()) ? Hold.UNTIL_DURABLE : Hold.NONE;
        answer(
                node,
                new RegisterAnswer(
                        read.request(),
                        read.partition(),
                        RegisterVerdict.GRANTED,
                        voting.epoch(),
                        state.promised(),
                        state.accepted(),
                        valueUnlessKnown(state, read.known())),
                hold);
    }

    /** With nothing stored the value tells of the floor, which another replica need not share. */
    private static Optional<RegisterValue> valueUnlessKnown(RegisterState state, Ballot known) {
        boolean isKnown = !known.isNone() && state.accepted().equals(known);
        return isKnown ? Optional.empty() : Optional.of(state.value());
    }

    /** A dropped bucket has no registers: what comes late for it is not stored. */
    private Optional<RegisterVerdict> refusal(int partition, RowKey register, long epoch) {
        return shard.topology().isDropped(register.bucket())
                ? Optional.of(RegisterVerdict.NOT_VOTING)
                : voting.refusal(partition, epoch);
    }

    private void refuse(int node, long request, int partition, RegisterVerdict verdict) {
        answer(
                node,
                new RegisterAnswer(
                        request, partition, verdict, voting.epoch(), Ballot.NONE, Ballot.NONE, Optional.empty()),
                Hold.NONE);
    }

    private void answer(int node, RegisterAnswer answer, Hold hold) {
        shard.send(node, answer, shard.makes(PlantedBug.REGISTER_ANSWERS_BEFORE_DURABLE) ? Hold.NONE : hold);
    }

    /** For one that learns: all that is stored here from a position on, as much as fits into a page. */
    public void onPageRequest(int node, PeerMessage.RegisterPageRequest request) {
        int partition = request.partition();
        Optional<RegisterVerdict> refusal = voting.refusalToTell(partition, request.epoch());
        RegisterFloor floor = acceptor(partition).floor();
        List<RegisterCopy> registers = new ArrayList<>();
        Bytes next = refusal.isPresent() ? Bytes.EMPTY : fill(partition, request.from(), registers);
        shard.send(
                node,
                new PeerMessage.RegisterPage(
                        partition,
                        request.round(),
                        refusal.orElse(RegisterVerdict.GRANTED),
                        voting.epoch(),
                        request.from(),
                        next,
                        floor.ballot(),
                        floor.version(),
                        floor.horizonMillis(),
                        registers),
                Hold.UNTIL_DURABLE);
    }

    private Bytes fill(int partition, Bytes from, List<RegisterCopy> registers) {
        Acceptor acceptor = acceptor(partition);
        List<RowKey> keys = new ArrayList<>();
        PageScan scan = new PageScan(
                shard.storage(),
                Table.REGISTERS,
                Keys.registerEnd(partition),
                Integer.MAX_VALUE,
                shard.limits().exchangePageBytes());
        Bytes next = scan.read(
                from.isEmpty() ? Keys.registerStart(partition) : from.array(),
                (key, value) -> keys.add(Keys.registerOf(key)));
        for (RowKey key : keys) {
            if (!shard.topology().isDropped(key.bucket())) {
                RegisterState state = acceptor.state(key);
                registers.add(new RegisterCopy(key, state.accepted(), state.value()));
            }
        }
        return next;
    }
}

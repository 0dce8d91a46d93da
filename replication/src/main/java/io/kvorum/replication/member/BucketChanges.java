package io.kvorum.replication.member;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.CatalogueBallot;
import io.kvorum.replication.message.CatalogueProposal;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.MetadataNodes;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Changes of the bucket catalogue, one after the other, at the first metadata node. A change is a proposal; it is in force,
 * spread and acknowledged once a majority of the metadata nodes has it durably, so that no epoch and no bucket id is given
 * twice although this node may lose its disk.
 *
 * <p>Each run of the process first takes a ballot above all that a majority has promised (Paxos' first phase) and learns what
 * they know. Its own memory counts among them unless its directory is new or an old copy: then a majority of the others must
 * answer. A proposal that an earlier run left open may have reached a majority: it is finished before anything new.
 */
public final class BucketChanges {
    private static final int MAX_QUEUED = 64;

    private final ShardState shard;
    private final TopologyKeeper keeper;
    private final CatalogueStore store;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    /** The incarnations that wait to be named, by node: the last wish of each. */
    private final NavigableMap<Integer, PeerMessage.NameAcceptor> naming = new TreeMap<>();

    /** Of this run; empty while none is taken. */
    private Optional<CatalogueBallot> ballot = Optional.empty();

    private final Map<Integer, PeerMessage.CataloguePromise> promises = new TreeMap<>();
    private boolean ready;
    private long highestRound;

    /** At most one proposal is under way. */
    private Optional<CatalogueProposal> open = Optional.empty();

    private Optional<Waiting> openFor = Optional.empty();
    private final Set<Integer> stored = new TreeSet<>();

    /** Somebody who waits for a change. */
    private record Waiting(long number, ReplyTarget target, Wish wish) {}

    /** What a topology is to become. */
    private interface Wish {
        BucketChange appliedTo(Topology topology);
    }

    public BucketChanges(ShardState shard, TopologyKeeper keeper, CatalogueStore store) {
        this.shard = shard;
        this.keeper = keeper;
        this.store = store;
    }

    private MetadataNodes members() {
        return MetadataNodes.of(shard.topology());
    }

    private boolean isSerialiser() {
        return shard.config().shard() == 0 && members().serialiser() == shard.node();
    }

    // Requests.

    /** Carries out a change as the serialiser, and replies. */
    public void change(ReplyTarget target, ClientRequest request, long deadlineNanos) {
        if (queue.size() >= MAX_QUEUED) {
            shard.reply(target, CatalogueFailures.overloaded(MAX_QUEUED), Hold.NONE);
        } else if (!canReachEnough()) {
            shard.reply(target, CatalogueFailures.unreachable(members(), needed()), Hold.NONE);
        } else {
            Waiting waiting = new Waiting(shard.nextRequest(), target, topology -> apply(topology, request));
            queue.addLast(waiting);
            shard.timerAt(deadlineNanos, new Timer.ChangeDeadline(waiting.number()));
            advance();
        }
    }

    private static BucketChange apply(Topology topology, ClientRequest request) {
        return switch (request) {
            case ClientRequest.CreateBucket create ->
                Topologies.createBucket(topology, create.name(), create.properties());
            case ClientRequest.SetBucket set -> Topologies.setBucket(topology, set.name(), set.properties());
            case ClientRequest.DropBucket drop -> Topologies.dropBucket(topology, drop.name());
            case ClientRequest.AcceptLoss accept -> Topologies.acceptLoss(topology, accept.without());
            default -> throw new IllegalArgumentException("no change of a bucket: " + request);
        };
    }

    /** A node asks that another incarnation of it be named as the one that votes; it asks again until it is. */
    public void onNameAcceptor(int node, PeerMessage.NameAcceptor wish) {
        boolean isNamed = shard.topology().acceptors().named(node).equals(wish.acceptor());
        if (isSerialiser() && !isNamed && canReachEnough()) {
            naming.put(node, wish);
            advance();
        }
    }

    /** Those who vote come first: one wish a node, so nobody waits long behind them. */
    private Waiting next() {
        Map.Entry<Integer, PeerMessage.NameAcceptor> first = naming.pollFirstEntry();
        if (first == null) {
            return queue.removeFirst();
        }
        PeerMessage.NameAcceptor wish = first.getValue();
        return new Waiting(
                shard.nextRequest(),
                new ReplyTarget.Nobody(),
                topology -> Topologies.nameAcceptor(
                        topology, first.getKey(), wish.previous(), wish.acceptor(), acceptorsEpoch(topology)));
    }

    /** No promise that the incarnation before has given, and this one does not know, may count any more. */
    private long acceptorsEpoch(Topology topology) {
        return shard.makes(PlantedBug.RELEARNED_WITHOUT_NEW_EPOCH)
                ? topology.acceptors().epoch()
                : topology.epoch() + 1;
    }

    private boolean canReachEnough() {
        long up =
                members().othersThan(shard.node()).stream().filter(shard::isUp).count();
        return up >= needed();
    }

    /** How many others must answer before the next step. */
    private int needed() {
        return ready || remembers() ? members().majority() - 1 : members().majorityOfOthers();
    }

    /** Does this node's own memory count, or may it be that of a new or an old disk? */
    private boolean remembers() {
        return store.current().learned().equals(shard.actor());
    }

    public void onDeadline(long number) {
        for (Waiting waiting : List.copyOf(queue)) {
            if (waiting.number() == number) {
                queue.remove(waiting);
                shard.reply(waiting.target(), CatalogueFailures.notBegun(members(), ready), Hold.NONE);
            }
        }
        openFor.filter(waiting -> waiting.number() == number).ifPresent(waiting -> {
            openFor = Optional.empty();
            shard.reply(waiting.target(), CatalogueFailures.undecided(members(), stored), Hold.NONE);
        });
    }

    private void advance() {
        if (!ready) {
            if (ballot.isEmpty()) {
                prepare();
            }
            return;
        }
        while (open.isEmpty() && !(queue.isEmpty() && naming.isEmpty())) {
            begin(next());
        }
    }

    private void begin(Waiting waiting) {
        Topology topology = shard.topology();
        switch (waiting.wish().appliedTo(topology)) {
            case BucketChange.Changed changed -> {
                openFor = Optional.of(waiting);
                propose(changed.topology());
            }
            case BucketChange.Unchanged same ->
                shard.reply(waiting.target(), new ClientReply.BucketChanged(topology.epoch()), Hold.UNTIL_DURABLE);
            case BucketChange.Refused refused ->
                shard.reply(waiting.target(), CatalogueFailures.refused(refused), Hold.UNTIL_DURABLE);
        }
    }

    // The first phase: a ballot, and what the others know.

    private void prepare() {
        CatalogueRecord current = store.current();
        highestRound = Math.max(highestRound, current.promised().round()) + 1;
        CatalogueBallot taken = new CatalogueBallot(highestRound, shard.actor());
        ballot = Optional.of(taken);
        promises.clear();
        store.save(current.withPromised(taken));
        sendToOthers(new PeerMessage.CataloguePrepare(taken), promises.keySet());
        finishPreparing();
    }

    public void onPromise(int node, PeerMessage.CataloguePromise promise) {
        if (ready || !ballot.equals(Optional.of(promise.ballot()))) {
            return;
        }
        if (promise.isGranted()) {
            promises.put(node, promise);
            finishPreparing();
        } else {
            highestRound = Math.max(highestRound, promise.promised().round());
            prepare();
        }
    }

    private void finishPreparing() {
        if (promises.size() < needed() && !shard.makes(PlantedBug.EMPTY_SERIALISER_BELIEVES_ITS_DISK)) {
            return;
        }
        promises.values().stream()
                .map(PeerMessage.CataloguePromise::topology)
                .max(Comparator.comparingLong(Topology::epoch))
                .ifPresent(keeper::adopt);
        ready = true;
        Optional<CatalogueProposal> leftOpen = leftOpen();
        store.save(store.current().withLearned(shard.actor()));
        if (leftOpen.isPresent() && !shard.makes(PlantedBug.OPEN_CATALOGUE_CHANGE_FORGOTTEN)) {
            propose(leftOpen.get().topology());
        }
        advance();
    }

    /**
     * Of all stored proposals that of the highest ballot, and of one ballot the last, for it contains those before it: no other
     * one can have reached a majority, unless it is in this one or in force.
     */
    private Optional<CatalogueProposal> leftOpen() {
        Stream<CatalogueProposal> told = promises.values().stream().flatMap(promise -> promise.accepted().stream());
        return Stream.concat(told, store.current().accepted().stream())
                .max(Comparator.comparing(CatalogueProposal::ballot)
                        .thenComparingLong(proposal -> proposal.topology().epoch()))
                .filter(proposal ->
                        proposal.topology().epoch() > shard.topology().epoch());
    }

    // The second phase: store it at a majority.

    private void propose(Topology topology) {
        CatalogueProposal proposal = new CatalogueProposal(ballot.orElseThrow(), topology);
        open = Optional.of(proposal);
        stored.clear();
        PeerMessage accept = new PeerMessage.CatalogueAccept(proposal);
        // This node stores it like the others do: its word comes as a message, once it is durable.
        shard.send(shard.node(), accept, Hold.NONE);
        sendToOthers(accept, stored);
    }

    public void onAccepted(int node, PeerMessage.CatalogueAccepted accepted) {
        if (open.isEmpty()
                || !open.get().ballot().equals(accepted.ballot())
                || open.get().topology().epoch() != accepted.epoch()) {
            return;
        }
        if (!accepted.isStored()) {
            highestRound = Math.max(highestRound, accepted.promised().round());
            startOver();
            return;
        }
        stored.add(node);
        boolean alone = shard.makes(PlantedBug.ACKNOWLEDGE_CATALOGUE_CHANGE_ALONE) && stored.contains(shard.node());
        if (stored.size() >= members().majority() || alone) {
            commit(open.get().topology());
        }
    }

    private void commit(Topology topology) {
        open = Optional.empty();
        keeper.adopt(topology);
        keeper.offerToAll();
        openFor.ifPresent(waiting ->
                shard.reply(waiting.target(), new ClientReply.BucketChanged(topology.epoch()), Hold.UNTIL_DURABLE));
        openFor = Optional.empty();
        advance();
    }

    /** Another run has begun since, or this node has become another incarnation: what is under way is no longer this one's. */
    private void startOver() {
        openFor.ifPresent(
                waiting -> shard.reply(waiting.target(), CatalogueFailures.undecided(members(), stored), Hold.NONE));
        openFor = Optional.empty();
        open = Optional.empty();
        ballot = Optional.empty();
        ready = false;
    }

    public void onActorTaken(Actor fresh) {
        if (!fresh.equals(store.current().learned())) {
            startOver();
        }
    }

    /** Whatever was lost is sent again. */
    public void onTick() {
        if (!isSerialiser() || !canReachEnough()) {
            return;
        }
        if (open.isPresent()) {
            PeerMessage accept = new PeerMessage.CatalogueAccept(open.get());
            sendToOthers(accept, stored);
            if (!stored.contains(shard.node())) {
                shard.send(shard.node(), accept, Hold.NONE);
            }
        } else if (!ready && ballot.isPresent()) {
            sendToOthers(new PeerMessage.CataloguePrepare(ballot.get()), promises.keySet());
        } else {
            advance();
        }
    }

    private void sendToOthers(PeerMessage message, Set<Integer> except) {
        for (int node : new ArrayList<>(members().othersThan(shard.node()))) {
            if (!except.contains(node)) {
                shard.send(node, message, Hold.UNTIL_DURABLE);
            }
        }
    }
}

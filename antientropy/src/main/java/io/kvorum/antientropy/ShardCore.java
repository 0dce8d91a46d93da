package io.kvorum.antientropy;

import io.kvorum.antientropy.damage.DamageRequests;
import io.kvorum.antientropy.damage.DamagedRows;
import io.kvorum.antientropy.exchange.ClockExchange;
import io.kvorum.antientropy.exchange.Housekeeping;
import io.kvorum.antientropy.expire.ClusterTime;
import io.kvorum.antientropy.expire.Expiration;
import io.kvorum.antientropy.fold.Folding;
import io.kvorum.antientropy.register.RegisterRepair;
import io.kvorum.antientropy.tree.Scrub;
import io.kvorum.antientropy.tree.TreeExchange;
import io.kvorum.antientropy.tree.TreeRequests;
import io.kvorum.replication.acceptor.RegisterComparison;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.acceptor.RegisterViews;
import io.kvorum.replication.acceptor.Voting;
import io.kvorum.replication.coordinate.ClientRequests;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.core.Core;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.feed.Feeds;
import io.kvorum.replication.hint.HintStore;
import io.kvorum.replication.member.ActorCheck;
import io.kvorum.replication.member.BucketChanges;
import io.kvorum.replication.member.CatalogueStore;
import io.kvorum.replication.member.TopologyKeeper;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.publish.Markers;
import io.kvorum.replication.publish.Unpublished;
import io.kvorum.replication.publish.UnpublishedSweep;
import io.kvorum.replication.relearn.Relearning;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.serve.ReplicaMessages;
import io.kvorum.replication.serve.SeenForwards;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;

/**
 * The core of one shard: holds the handlers of replication and anti-entropy and hands each event to the one that it is for.
 * The node and the simulator run this very class.
 */
public final class ShardCore implements Core {
    private final ShardState shard;
    private final Pending pending;
    private final ClientRequests clients;
    private final ReplicaMessages replicas;
    private final HintStore hints;
    private final ActorCheck actorCheck;
    private final TopologyKeeper keeper;
    private final CatalogueStore catalogue;
    private final BucketChanges buckets;
    private final ClockExchange exchange;
    private final ClusterTime time;
    private final Housekeeping housekeeping;
    private final TreeExchange trees;
    private final Scrub scrub;
    private final DamagedRows damaged;
    private final TreeRequests treeRequests;
    private final DamageRequests damageRequests;
    private final Feeds feeds;
    private final RegisterMessages acceptors;
    private final RegisterViews views;
    private final Registers registers;
    private final Unpublished unpublished;
    private final UnpublishedSweep publishing;
    private final Relearning relearning;
    private final RegisterComparison comparison;
    private final RegisterRepair registerRepair;
    private final SeenForwards forwards = new SeenForwards();

    /** @param topology the stored one if it is newer than the one of the configuration */
    public ShardCore(ShardConfig config, Topology topology, Storage storage) {
        this(config, topology, storage, CoreMeter.NONE);
    }

    /** As the other one, and tells the meter what there is to count. */
    public ShardCore(ShardConfig config, Topology topology, Storage storage, CoreMeter meter) {
        shard = new ShardState(config, topology, storage, meter);
        pending = new Pending(shard);
        hints = new HintStore(shard);
        actorCheck = new ActorCheck(shard);
        keeper = new TopologyKeeper(shard);
        replicas = new ReplicaMessages(shard);
        catalogue = new CatalogueStore(shard);
        buckets = new BucketChanges(shard, keeper, catalogue);
        OwnMutations own = new OwnMutations(shard, actorCheck);
        unpublished = new Unpublished(shard);
        Markers markers = new Markers(shard, own, unpublished);
        acceptors = new RegisterMessages(shard, new Voting(shard, actorCheck), unpublished);
        views = new RegisterViews(shard, acceptors);
        registers = new Registers(shard, pending, acceptors, markers);
        publishing = new UnpublishedSweep(shard, acceptors.voting(), registers, markers, unpublished);
        relearning = new Relearning(shard, acceptors, registers);
        comparison = new RegisterComparison(shard, acceptors);
        registerRepair = new RegisterRepair(shard, acceptors, registers);
        clients = new ClientRequests(shard, pending, hints, buckets, actorCheck, registers);
        exchange = new ClockExchange(shard);
        time = new ClusterTime(shard);
        housekeeping = new Housekeeping(
                shard, exchange, new Expiration(shard, own, time), new Folding(shard, exchange, time, own), acceptors);
        trees = new TreeExchange(shard, own);
        damaged = new DamagedRows(shard, pending, trees);
        scrub = new Scrub(shard, trees);
        treeRequests = new TreeRequests(shard, trees, scrub);
        damageRequests = new DamageRequests(shard, damaged);
        feeds = new Feeds(shard, actorCheck, pending, acceptors, registers);
    }

    @Override
    public void start(Time now, Effects effects) {
        shard.enter(now, effects);
        shard.noteOpener();
        actorCheck.start();
        relearning.start();
        publishing.start();
        Limits limits = shard.limits();
        schedule(limits.exchangeInterval(), new Timer.ExchangeTick());
        schedule(limits.hintInterval(), new Timer.HintTick());
        schedule(housekeeping.tickInterval(), new Timer.PruneTick());
        schedule(scrub.tickInterval(), new Timer.ScrubTick());
        schedule(registerRepair.tickInterval(), new Timer.RegisterRepairTick());
        schedule(limits.topologyInterval(), new Timer.TopologyTick());
    }

    private void schedule(Duration interval, Timer timer) {
        shard.timer(interval, timer);
    }

    @Override
    public void step(Event event, Time now, Effects effects) {
        shard.enter(now, effects);
        switch (event) {
            case Event.FromPeer message -> onPeerMessage(message);
            case Event.FromClient request -> onRequest(request);
            case Event.TimerFired fired -> onTimer(fired.timer());
            case Event.PeerChanged peer -> onPeerChanged(peer.node(), peer.up());
            case Event.TopologyChanged changed -> onTopologyChanged(changed.topology());
            case Event.ActorDoubted doubted -> actorCheck.onDoubted();
            case Event.ActorTaken taken -> {
                actorCheck.onActorTaken(taken.actor());
                buckets.onActorTaken(taken.actor());
            }
        }
        feeds.afterStep();
    }

    private void onRequest(Event.FromClient event) {
        ReplyTarget target = new ReplyTarget.Client(event.handle());
        if (event.request() instanceof ClientRequest.ReadFeed question) {
            feeds.read(target, question, event.deadlineNanos());
        } else if (!treeRequests.handle(target, event.request()) && !damageRequests.handle(target, event.request())) {
            clients.handle(target, event.request(), event.deadlineNanos(), false);
        }
    }

    private void onPeerMessage(Event.FromPeer event) {
        int node = event.node();
        if (shard.config().shard() == 0) {
            keeper.onEpoch(node, event.epoch());
        }
        switch (event.message()) {
            case PeerMessage.ApplyMutation apply -> onApply(node, apply);
            case PeerMessage.RepairRow repair -> replicas.onRepair(node, repair);
            case PeerMessage.ReadRow read -> replicas.onRead(node, read);
            case PeerMessage.KeepHint keep -> onKeepHint(node, keep);
            case PeerMessage.ApplyAnswer answer -> {
                hints.onAnswer(node, answer.request(), answer.result());
                if (answer.result() == ApplyResult.APPLIED) {
                    pending.convergence().onApplied(node, answer.partition(), answer.request());
                    trees.onApplied(answer.request());
                }
                pending.onAnswer(node, answer.request(), answer);
            }
            case PeerMessage.RowAnswer answer -> pending.onAnswer(node, answer.request(), answer);
            case PeerMessage.Forwarded answer -> pending.onAnswer(node, answer.request(), answer);
            case PeerMessage.Forward forward -> onForward(node, forward);
            case PeerMessage.ExchangeRequest request -> {
                time.sawTime(node, request.takenAtMillis());
                pending.convergence().onClock(node, request.partition(), request.clock());
                exchange.onRequest(node, request);
            }
            case PeerMessage.ExchangeAnswer answer -> {
                time.sawTime(node, answer.takenAtMillis());
                pending.convergence().onClock(node, answer.partition(), answer.clock());
                exchange.onAnswer(node, answer);
            }
            case PeerMessage.PageRequest request -> exchange.full().onRequest(node, request);
            case PeerMessage.PageAnswer answer -> exchange.full().onAnswer(node, answer);
            case PeerMessage.TreeQuestion question -> trees.onQuestion(node, question);
            case PeerMessage.TreeAnswer answer -> onTreeAnswer(node, answer);
            case PeerMessage.CompareRow question -> trees.onCompare(node, question);
            case PeerMessage.ComparedRow answer -> trees.onCompared(node, answer);
            case PeerMessage.RestoreRow restore -> trees.onRestore(restore);
            case PeerMessage.ActorQuestion question -> actorCheck.onQuestion(node, question);
            case PeerMessage.ActorAnswer answer -> actorCheck.onAnswer(node, answer);
            case PeerMessage.TopologyQuestion question -> keeper.onQuestion(node, question);
            case PeerMessage.TopologyOffer offer -> keeper.onOffer(offer);
            case PeerMessage.PrepareRegister prepare -> acceptors.onPrepare(node, prepare);
            case PeerMessage.AcceptRegister accept -> acceptors.onAccept(node, accept);
            case PeerMessage.ReadRegister read -> acceptors.onRead(node, read);
            case PeerMessage.RegisterAnswer answer -> pending.onAnswer(node, answer.request(), answer);
            case PeerMessage.ShowRegister show -> views.onShow(node, show);
            case PeerMessage.RegisterShown answer -> pending.onAnswer(node, answer.request(), answer);
            case PeerMessage.RegisterPageRequest request -> acceptors.onPageRequest(node, request);
            case PeerMessage.RegisterPage page -> relearning.onPage(node, page);
            case PeerMessage.CompareRegisters question -> comparison.onCompare(node, question);
            case PeerMessage.RegistersCompared answer -> registerRepair.onCompared(node, answer);
            case PeerMessage.DropTombstones drop -> comparison.onDrop(drop);
            case PeerMessage.NameAcceptor wish -> buckets.onNameAcceptor(node, wish);
            case PeerMessage.CataloguePrepare prepare -> catalogue.onPrepare(node, prepare);
            case PeerMessage.CataloguePromise promise -> buckets.onPromise(node, promise);
            case PeerMessage.CatalogueAccept accept -> catalogue.onAccept(node, accept);
            case PeerMessage.CatalogueAccepted accepted -> buckets.onAccepted(node, accepted);
        }
    }

    private void onApply(int node, PeerMessage.ApplyMutation apply) {
        replicas.onApply(node, apply);
        unpublished.markerCame(apply.partition(), apply.key());
    }

    /** Whoever has asked knows the number of the round. */
    private void onTreeAnswer(int node, PeerMessage.TreeAnswer answer) {
        trees.onAnswer(node, answer);
        exchange.full().onTreeAnswer(node, answer);
    }

    private void onKeepHint(int node, PeerMessage.KeepHint keep) {
        ApplyResult result = shard.replica(keep.partition())
                .map(replica -> replica.apply(keep.key(), keep.mutation()))
                .orElseGet(() -> hints.keep(keep.partition(), keep.key(), keep.mutation()));
        shard.send(node, new PeerMessage.ApplyAnswer(keep.request(), keep.partition(), result), Hold.UNTIL_DURABLE);
    }

    private void onForward(int node, PeerMessage.Forward forward) {
        if (!forwards.isNew(node, forward.request())) {
            return;
        }
        long deadline = shard.now().nanos() + forward.remainingNanos();
        clients.handle(
                new ReplyTarget.Peer(node, forward.request(), forward.partition()),
                forward.clientRequest(),
                deadline,
                true);
    }

    private void onTimer(Timer timer) {
        Limits limits = shard.limits();
        switch (timer) {
            case Timer.RequestDeadline deadline -> pending.onDeadline(deadline.request());
            case Timer.ReadHedge hedge -> pending.onHedge(hedge.request());
            case Timer.ExchangeTick tick -> {
                exchange.onTick();
                trees.onTick();
                damaged.onTick();
                shard.meter().oldestVerified(trees.oldestVerifiedMillis());
                schedule(limits.exchangeInterval(), tick);
            }
            case Timer.ActorTick tick -> actorCheck.onActorTick();
            case Timer.ChangeDeadline change -> buckets.onDeadline(change.number());
            case Timer.FeedWait wait -> feeds.onTimeout(wait.number());
            case Timer.RegisterRetry retry -> registers.onRetry(retry.register());
            case Timer.RelearnTick tick -> relearning.onTick();
            case Timer.RegisterRepairTick tick -> {
                registerRepair.onTick();
                schedule(registerRepair.tickInterval(), tick);
            }
            case Timer.PublishTick tick -> publishing.onTick();
            case Timer.HintTick tick -> {
                hints.deliverSome();
                schedule(limits.hintInterval(), tick);
            }
            case Timer.PruneTick tick -> {
                housekeeping.onTick();
                schedule(housekeeping.tickInterval(), tick);
            }
            case Timer.ScrubTick tick -> {
                scrub.onTick();
                schedule(scrub.tickInterval(), tick);
            }
            case Timer.TopologyTick tick -> {
                actorCheck.onTick();
                if (shard.config().shard() == 0) {
                    keeper.onTick();
                    buckets.onTick();
                }
                schedule(limits.topologyInterval(), tick);
            }
        }
    }

    private void onPeerChanged(int node, boolean up) {
        shard.peerChanged(node, up);
        if (!up) {
            pending.onPeerDown(node);
            time.peerDown(node);
            return;
        }
        actorCheck.onPeerUp(node);
        hints.onPeerUp(node);
        registerRepair.onPeerUp();
        if (shard.config().shard() == 0) {
            keeper.onPeerUp(node);
        }
    }

    private void onTopologyChanged(Topology topology) {
        if (topology.epoch() > shard.topology().epoch()) {
            shard.adoptTopology(topology);
        }
    }
}

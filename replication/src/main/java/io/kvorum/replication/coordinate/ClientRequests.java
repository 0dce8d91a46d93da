package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.hint.HintStore;
import io.kvorum.replication.member.ActorCheck;
import io.kvorum.replication.member.BucketChanges;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where every request of a client enters: checks it and hands it to its coordinator. */
public final class ClientRequests {
    private final ShardState shard;
    private final Pending pending;
    private final HintStore hints;
    private final BucketChanges buckets;
    private final ActorCheck actorCheck;
    private final StrongRequests registers;

    public ClientRequests(
            ShardState shard,
            Pending pending,
            HintStore hints,
            BucketChanges buckets,
            ActorCheck actorCheck,
            StrongRequests registers) {
        this.shard = shard;
        this.pending = pending;
        this.hints = hints;
        this.buckets = buckets;
        this.actorCheck = actorCheck;
        this.registers = registers;
    }

    /** @param forwarded it came from another node: it is not handed on a second time */
    public void handle(ReplyTarget target, ClientRequest request, long deadlineNanos, boolean forwarded) {
        if (pending.isFull()) {
            shard.reply(target, Failures.overloaded("this node has too many requests in flight"), Hold.NONE);
            return;
        }
        if (deadlineNanos <= shard.now().nanos()) {
            shard.reply(
                    target,
                    Failures.refused(ErrorCode.DEADLINE_EXCEEDED, "the deadline had passed before the request began"),
                    Hold.NONE);
            return;
        }
        switch (request) {
            case ClientRequest.Write write -> write(target, write, deadlineNanos, forwarded);
            case ClientRequest.Read read -> read(target, read, deadlineNanos, forwarded);
            case ClientRequest.ListElements list -> elements(target, list, deadlineNanos, forwarded);
            case ClientRequest.CountElements count -> elements(target, count, deadlineNanos, forwarded);
            case ClientRequest.ReadCounter read -> counter(target, read, deadlineNanos, forwarded);
            case ClientRequest.Explain explain ->
                ifGood(
                        target,
                        Checked.explain(shard, explain),
                        checked -> KeyExplanation.start(shard, pending, target, checked, deadlineNanos));
            case ClientRequest.ExplainRegister explain -> registers.onExplain(target, explain, deadlineNanos);
            case ClientRequest.ScanLocal scan -> shard.reply(target, LocalScan.run(shard, scan), Hold.UNTIL_DURABLE);
            case ClientRequest.CreateBucket change -> change(target, change, deadlineNanos, forwarded);
            case ClientRequest.SetBucket change -> change(target, change, deadlineNanos, forwarded);
            case ClientRequest.DropBucket change -> change(target, change, deadlineNanos, forwarded);
            case ClientRequest.AcceptLoss change -> change(target, change, deadlineNanos, forwarded);
            case ClientRequest.ShardStatus status -> shard.reply(target, status(), Hold.NONE);
            case ClientRequest.ListHints list ->
                shard.reply(target, new ClientReply.Hints(hints.list(list.limit())), Hold.NONE);
            case ClientRequest.DropSetAsideHints drop ->
                shard.reply(target, new ClientReply.HintsDropped(hints.dropSetAside(drop.limit())), Hold.UNTIL_DURABLE);
            case ClientRequest.UpdateRegister update -> register(target, update, deadlineNanos, forwarded);
            case ClientRequest.ReadRegister read -> register(target, read, deadlineNanos, forwarded);
            case ClientRequest.ReadFeed feed -> notHere(target, feed);
            case ClientRequest.CompareTrees compare -> notHere(target, compare);
            case ClientRequest.ScrubNow scrub -> notHere(target, scrub);
            case ClientRequest.TreeStatus status -> notHere(target, status);
            case ClientRequest.ListDamagedRows list -> notHere(target, list);
            case ClientRequest.GiveUpRow giveUp -> notHere(target, giveUp);
            case ClientRequest.PauseHints pause -> {
                hints.pause(pause.paused());
                shard.reply(target, new ClientReply.Done(), Hold.NONE);
            }
        }
    }

    private void read(ReplyTarget target, ClientRequest.Read read, long deadlineNanos, boolean forwarded) {
        ifGood(target, Checked.read(shard, read), checked -> {
            if (shard.replica(checked.partition()).isPresent()) {
                ReadCoordinator.start(shard, pending, target, checked, deadlineNanos);
            } else {
                forward(target, read, checked, deadlineNanos, forwarded);
            }
        });
    }

    private void elements(ReplyTarget target, ClientRequest.ListElements list, long deadlineNanos, boolean forwarded) {
        ifGood(target, Checked.list(shard, list), checked -> {
            Optional<PartitionReplica> replica = shard.replica(checked.partition());
            if (replica.isEmpty()) {
                forward(target, list, checked, deadlineNanos, forwarded);
            } else if (list.ownIndex()) {
                shard.reply(target, Elements.own(replica.get(), checked, list), Hold.UNTIL_DURABLE);
            } else {
                ElementPage.start(shard, pending, target, checked, list, deadlineNanos);
            }
        });
    }

    private void elements(
            ReplyTarget target, ClientRequest.CountElements count, long deadlineNanos, boolean forwarded) {
        ifGood(
                target,
                Checked.count(shard, count),
                checked -> shard.replica(checked.partition())
                        .ifPresentOrElse(
                                replica -> Elements.count(shard, target, checked, replica),
                                () -> forward(target, count, checked, deadlineNanos, forwarded)));
    }

    private void counter(ReplyTarget target, ClientRequest.ReadCounter read, long deadlineNanos, boolean forwarded) {
        ifGood(target, Checked.counter(shard, read), checked -> {
            Optional<PartitionReplica> replica = shard.replica(checked.partition());
            if (replica.isEmpty()) {
                forward(target, read, checked, deadlineNanos, forwarded);
            } else if (read.relativeTo().isPresent()) {
                DotSet missing = replica.get().clock().minus(read.relativeTo().get());
                shard.reply(target, Counters.lacking(shard, replica.get(), checked.key(), missing), Hold.UNTIL_DURABLE);
            } else {
                CounterRead.start(shard, pending, target, checked, read, deadlineNanos);
            }
        });
    }

    /** Answered by the anti-entropy of the node that a client asks, before it would come here. */
    private void notHere(ReplyTarget target, ClientRequest request) {
        shard.reply(
                target,
                Failures.refused(ErrorCode.NOT_SUPPORTED, "only the asked node itself answers " + request),
                Hold.NONE);
    }

    private void write(ReplyTarget target, ClientRequest.Write write, long deadlineNanos, boolean forwarded) {
        ifGood(target, Checked.write(shard, write), checked -> {
            Optional<PartitionReplica> replica = shard.replica(checked.partition());
            if (replica.isPresent()) {
                if (actorCheck.mayMint(checked.partition())) {
                    WriteCoordinator.start(shard, pending, target, checked, write, deadlineNanos);
                } else {
                    shard.reply(target, mayNotMint(), Hold.NONE);
                }
                return;
            }
            boolean sloppy = write.sloppy().orElse(checked.bucket().sloppy());
            if (sloppy && checked.owners().stream().noneMatch(shard::isUp)) {
                if (actorCheck.mayMintAsFallback()) {
                    FallbackWrite.start(shard, pending, target, checked, write, hints, deadlineNanos);
                } else {
                    shard.reply(target, mayNotMint(), Hold.NONE);
                }
            } else {
                forward(target, write, checked, deadlineNanos, forwarded);
            }
        });
    }

    private void register(ReplyTarget target, ClientRequest request, long deadlineNanos, boolean forwarded) {
        registers.onRequest(
                target,
                request,
                deadlineNanos,
                (partition, owners) -> forward(target, request, partition, owners, deadlineNanos, forwarded));
    }

    private static ClientReply mayNotMint() {
        return Failures.notReady("this node is still asking its peers whether its disk is an old copy");
    }

    private void forward(
            ReplyTarget target, ClientRequest request, Checked checked, long deadlineNanos, boolean forwarded) {
        forward(target, request, checked.partition(), checked.owners(), deadlineNanos, forwarded);
    }

    private void forward(
            ReplyTarget target,
            ClientRequest request,
            int partition,
            List<Integer> owners,
            long deadlineNanos,
            boolean forwarded) {
        if (forwarded) {
            shard.reply(target, Failures.notReady("this node does not own the key"), Hold.NONE);
        } else {
            ForwardCoordinator.start(shard, pending, target, request, partition, owners, deadlineNanos);
        }
    }

    private void change(ReplyTarget target, ClientRequest change, long deadlineNanos, boolean forwarded) {
        if (shard.topology().metadataNode() == shard.node()) {
            buckets.change(target, change, deadlineNanos);
        } else if (forwarded) {
            shard.reply(target, Failures.notReady("this node is not the metadata node"), Hold.NONE);
        } else {
            ForwardCoordinator.start(
                    shard,
                    pending,
                    target,
                    change,
                    PeerMessage.NODE,
                    List.of(shard.topology().metadataNode()),
                    deadlineNanos);
        }
    }

    private ClientReply status() {
        long logEntries = 0;
        long minAsOf = Long.MAX_VALUE;
        for (PartitionReplica replica : shard.replicas()) {
            logEntries += replica.log().size();
            minAsOf = Math.min(minAsOf, replica.asOfMillis());
        }
        return new ClientReply.Status(new ClientReply.ShardState(
                shard.replicas().size(),
                actorCheck.unconfirmed(),
                logEntries,
                hints.waiting(),
                hints.oldestMillis(),
                shard.missingDots(),
                pending.size(),
                shard.replicas().isEmpty() ? 0 : minAsOf,
                hints.isPaused(),
                hints.setAside(),
                registers.notVoting()));
    }

    private void ifGood(ReplyTarget target, Checked.Result result, Consumer<Checked> start) {
        switch (result) {
            case Checked.Result.Good good -> start.accept(good.request());
            case Checked.Result.Bad bad -> shard.reply(target, bad.failure(), Hold.NONE);
        }
    }
}

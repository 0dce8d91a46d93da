package io.kvorum.replication.hint;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.MintedCounters;
import io.kvorum.replication.request.ClientReply.HintView;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * The hints that this shard keeps, on disk, with an index of them in memory. A hint is delivered to every owner of its
 * partition, also to one that has a new disk, and forgotten when all of them have it durably: one that held a copy before
 * counts for nothing here, because the hint itself was counted as a copy.
 */
public final class HintStore {
    /** So that one step stays short. */
    private static final int MAX_DROPPED_AT_ONCE = 1_000;
    /** Of the hints of one tick at most this part goes to owners whose row was damaged. */
    private static final int DAMAGED_PART = 4;

    private static final int MAX_DAMAGED_LOOKED_AT = 1_000;
    /** A hint that was not answered is sent again after so many ticks. */
    private static final int TICKS_PER_TRY = 4;
    /** To an owner whose row stays damaged it is sent after twice the time each time, up to this many doublings. */
    private static final int MAX_DOUBLINGS = 4;

    private final ShardState shard;
    private final Map<Id, Waiting> waiting = new LinkedHashMap<>();
    private final Map<Long, Id> byRequest = new LinkedHashMap<>();
    private final Map<Write, Id> byWrite = new LinkedHashMap<>();
    /** Those that an owner has refused because of a damaged row, in the order in which they are tried again. */
    private final Deque<Id> refusedAsDamaged = new ArrayDeque<>();

    private boolean paused;
    private int setAside;

    /** What is kept in memory of a hint. */
    private static final class Waiting {
        private final WriteId writeId;
        private final long keptAtMillis;
        private final long request;
        private final Set<Integer> delivered = new TreeSet<>();
        private final Set<Integer> refused = new TreeSet<>();
        private final Map<Integer, Backoff> damaged = new TreeMap<>();
        private boolean isQueued;
        private boolean setAside;
        private long nextTryNanos = Long.MIN_VALUE;

        Waiting(WriteId writeId, long keptAtMillis, long request, boolean setAside) {
            this.writeId = writeId;
            this.keptAtMillis = keptAtMillis;
            this.request = request;
            this.setAside = setAside;
        }

        boolean hasAnswered(int owner) {
            return delivered.contains(owner) || refused.contains(owner);
        }
    }

    /** The owner's row is damaged: not again before this time. */
    private record Backoff(int doublings, long untilNanos) {}

    private record Id(int partition, Dot dot) {}

    private record Write(int partition, WriteId id) {}

    public HintStore(ShardState shard) {
        this.shard = shard;
        List<Hint> stored = new ArrayList<>();
        for (int partition = shard.config().shard();
                partition < shard.topology().partitionCount();
                partition += shard.config().shards()) {
            shard.storage().scan(Table.HINTS, Keys.partition(partition), Keys.partitionEnd(partition), (key, value) -> {
                stored.add(Hint.fromByteArray(value));
                return true;
            });
        }
        stored.forEach(this::index);
    }

    private void index(Hint hint) {
        Waiting entry =
                new Waiting(hint.mutation().writeId(), hint.keptAtMillis(), shard.nextRequest(), hint.setAside());
        Id id = new Id(hint.partition(), hint.mutation().dot());
        waiting.put(id, entry);
        byRequest.put(entry.request, id);
        byWrite.put(new Write(hint.partition(), entry.writeId), id);
        if (hint.setAside()) {
            setAside++;
        }
    }

    public boolean isFull() {
        return waiting.size()
                >= shard.limits().maxHintsPerNode() / shard.config().shards();
    }

    /** Hints that still wait for an owner. */
    public long waiting() {
        return (long) waiting.size() - setAside;
    }

    public int setAside() {
        return setAside;
    }

    /** When the oldest waiting hint was stored; 0 if none waits. */
    public long oldestMillis() {
        return waiting.values().stream()
                .filter(entry -> !entry.setAside)
                .mapToLong(entry -> entry.keptAtMillis)
                .min()
                .orElse(0);
    }

    public boolean isPaused() {
        return paused;
    }

    public void pause(boolean stop) {
        paused = stop;
    }

    /** A write that this fallback already keeps. */
    public Optional<Mutation> find(int partition, WriteId writeId) {
        return Optional.ofNullable(byWrite.get(new Write(partition, writeId))).map(id -> load(id).mutation());
    }

    /** A dot for a write that none of the partition's owners can coordinate. */
    public Dot mint(int partition, Actor actor) {
        return MintedCounters.mintAsFallback(shard.storage(), partition, actor);
    }

    /** Keeps a mutation until every owner has it. Keeping it again changes nothing. */
    public ApplyResult keep(int partition, RowKey key, Mutation mutation) {
        if (waiting.containsKey(new Id(partition, mutation.dot()))) {
            return ApplyResult.APPLIED;
        }
        if (isFull()) {
            return ApplyResult.OVERLOADED;
        }
        Hint hint = new Hint(partition, key, mutation, shard.now().wallMillis(), false);
        shard.storage().put(Table.HINTS, Keys.hint(partition, mutation.dot()), hint.toByteArray());
        index(hint);
        return ApplyResult.APPLIED;
    }

    /**
     * Sends a bounded number of hints to the owners that can be reached. What an owner cannot take in, since its row is damaged, has
     * a small share of its own, so that it does not stand in the way of all others.
     */
    public void deliverSome() {
        if (paused) {
            return;
        }
        int budget = shard.limits().hintsPerTick();
        budget -= tryDamaged(Math.max(1, budget / DAMAGED_PART));
        for (Map.Entry<Id, Waiting> entry : waiting.entrySet()) {
            Waiting hint = entry.getValue();
            if (budget == 0) {
                return;
            }
            if (!hint.setAside
                    && hint.nextTryNanos <= shard.now().nanos()
                    && deliver(entry.getKey(), hint, owner -> !hint.damaged.containsKey(owner))) {
                hint.nextTryNanos = afterTicks(TICKS_PER_TRY);
                budget--;
            }
        }
    }

    private long afterTicks(int ticks) {
        return shard.now().nanos()
                + shard.limits().hintInterval().multipliedBy(ticks).toNanos();
    }

    /** Goes round, so that each has its turn. @return how many were sent */
    private int tryDamaged(int limit) {
        int tried = 0;
        for (int i = Math.min(refusedAsDamaged.size(), MAX_DAMAGED_LOOKED_AT); i > 0 && tried < limit; i--) {
            Id id = refusedAsDamaged.remove();
            Waiting hint = waiting.get(id);
            if (hint == null) {
                continue;
            }
            hint.isQueued = !hint.damaged.isEmpty();
            if (hint.isQueued) {
                refusedAsDamaged.add(id);
                tried += tryDamaged(id, hint) ? 1 : 0;
            }
        }
        return tried;
    }

    private boolean tryDamaged(Id id, Waiting hint) {
        long now = shard.now().nanos();
        IntPredicate isDue = owner -> Optional.ofNullable(hint.damaged.get(owner))
                .filter(backoff -> backoff.untilNanos <= now)
                .isPresent();
        if (hint.setAside || !deliver(id, hint, isDue)) {
            return false;
        }
        hint.damaged.replaceAll((owner, backoff) -> isDue.test(owner)
                ? new Backoff(backoff.doublings, afterTicks(TICKS_PER_TRY << backoff.doublings))
                : backoff);
        return true;
    }

    /** @return whether it was sent to any of those owners */
    private boolean deliver(Id id, Waiting entry, IntPredicate isWanted) {
        List<Integer> targets = new ArrayList<>();
        for (int owner : shard.topology().replicasOf(id.partition())) {
            if (shard.isUp(owner) && !entry.hasAnswered(owner) && isWanted.test(owner)) {
                targets.add(owner);
            }
        }
        if (targets.isEmpty()) {
            return false;
        }
        Hint hint = load(id);
        for (int owner : targets) {
            shard.send(
                    owner,
                    new PeerMessage.ApplyMutation(entry.request, id.partition(), hint.key(), hint.mutation()),
                    Hold.UNTIL_DURABLE);
        }
        return true;
    }

    private Hint load(Id id) {
        return shard.storage()
                .get(Table.HINTS, Keys.hint(id.partition(), id.dot()))
                .map(Hint::fromByteArray)
                .orElseThrow(() -> new IllegalStateException("hint " + id + " is in the index but not on disk"));
    }

    /** An owner answered to a delivery; answers to anything else are none of this one's. */
    public void onAnswer(int node, long request, ApplyResult result) {
        Id id = byRequest.get(request);
        Waiting entry = id == null ? null : waiting.get(id);
        if (id == null || entry == null) {
            return;
        }
        switch (result) {
            case APPLIED -> {
                entry.damaged.remove(node);
                entry.refused.remove(node);
                entry.delivered.add(node);
            }
            case TOO_OLD -> {
                entry.damaged.remove(node);
                entry.refused.add(node);
            }
            case DAMAGED -> damagedAt(node, id, entry);
            case OVERLOADED, NOT_OWNER -> entry.damaged.remove(node);
        }
        settle(id, entry);
    }

    private void damagedAt(int node, Id id, Waiting entry) {
        if (shard.makes(PlantedBug.HINT_OF_DAMAGED_ROW_GOES_FIRST)) {
            return;
        }
        Backoff before = entry.damaged.get(node);
        int doublings = before == null ? 0 : Math.min(MAX_DOUBLINGS, before.doublings + 1);
        entry.damaged.put(node, new Backoff(doublings, afterTicks(TICKS_PER_TRY << doublings)));
        if (!entry.isQueued) {
            entry.isQueued = true;
            refusedAsDamaged.add(id);
        }
    }

    /** One owner may have forgotten what another one still knows: each judges for itself, and all are asked. */
    private void settle(Id id, Waiting entry) {
        if (!shard.topology().replicasOf(id.partition()).stream().allMatch(entry::hasAnswered)) {
            return;
        }
        if (entry.refused.isEmpty()) {
            drop(id, entry);
        } else {
            setAside(id, entry);
        }
    }

    private void drop(Id id, Waiting entry) {
        if (entry.setAside) {
            setAside--;
        }
        waiting.remove(id);
        byRequest.remove(entry.request);
        byWrite.remove(new Write(id.partition(), entry.writeId), id);
        shard.storage().delete(Table.HINTS, Keys.hint(id.partition(), id.dot()));
    }

    private void setAside(Id id, Waiting entry) {
        if (!entry.setAside) {
            entry.setAside = true;
            setAside++;
            Hint hint = load(id);
            Hint aside = new Hint(hint.partition(), hint.key(), hint.mutation(), hint.keptAtMillis(), true);
            shard.storage().put(Table.HINTS, Keys.hint(id.partition(), id.dot()), aside.toByteArray());
        }
    }

    public void onPeerUp(int node) {
        for (Map.Entry<Id, Waiting> entry : new ArrayList<>(waiting.entrySet())) {
            boolean owns =
                    shard.topology().replicasOf(entry.getKey().partition()).contains(node);
            if (owns && shard.makes(PlantedBug.HINT_BOUND_TO_INCARNATION)) {
                drop(entry.getKey(), entry.getValue());
            } else if (owns) {
                // It may have lost its disk since it answered.
                entry.getValue().delivered.remove(node);
                entry.getValue().damaged.remove(node);
                entry.getValue().nextTryNanos = shard.now().nanos();
            }
        }
    }

    /** Forgets the oldest hints that are set aside, and says how many. */
    public int dropSetAside(int limit) {
        List<Map.Entry<Id, Waiting>> chosen = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().setAside)
                .limit(Math.max(0, Math.min(limit, MAX_DROPPED_AT_ONCE)))
                .toList();
        chosen.forEach(entry -> drop(entry.getKey(), entry.getValue()));
        return chosen.size();
    }

    /** The oldest hints first. */
    public List<HintView> list(int limit) {
        List<HintView> views = new ArrayList<>();
        for (Map.Entry<Id, Waiting> entry : waiting.entrySet()) {
            if (views.size() == Math.max(0, Math.min(limit, 10_000))) {
                break;
            }
            Id id = entry.getKey();
            Hint hint = load(id);
            List<Integer> missing = shard.topology().replicasOf(id.partition()).stream()
                    .filter(owner -> !entry.getValue().delivered.contains(owner))
                    .toList();
            views.add(new HintView(
                    id.partition(),
                    hint.key().bucket(),
                    hint.key().key(),
                    hint.key().sub(),
                    entry.getValue().writeId,
                    id.dot(),
                    missing,
                    entry.getValue().setAside));
        }
        return views;
    }
}

package io.kvorum.harness.sim;

import io.kvorum.antientropy.ShardCore;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.Core;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.storage.CorruptStorageException;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One process: a core per shard over one disk, and the driver's duties around them. It can die between any two of its
 * actions; then only its disk remains.
 */
final class SimNode {
    private static final long MICRO = 1_000;

    private final SimWorld world;
    private final int number;
    private final int shards;
    private final SimDisk disk;
    private final SimClock clock;
    private final SimRandom random;
    private final long place;
    private final GroupCommit commit;
    private final Map<Long, ReplySink> waiting = new TreeMap<>();
    private List<Core> cores = List.of();
    private long[] shardFreeNanos = new long[0];
    private Topology topology;
    private boolean up;
    private int run;
    private boolean takingActor;
    /** It outlives the process. */
    private PeerMemory memory = new PeerMemory();

    private long nextHandle;

    /** Slowness of the process: added to each step. */
    long stepNanos;

    SimNode(SimWorld world, int number, int shards, SimClock clock, SimRandom random) {
        this.world = world;
        this.number = number;
        this.shards = shards;
        this.clock = clock;
        this.random = random;
        this.place = random.next();
        this.disk = new SimDisk(newActor(), place);
        this.topology = world.config().founding();
        this.commit = new GroupCommit(world, this, random);
    }

    // Life and death.

    /** Starts the process on whatever its disk holds. */
    void boot() {
        run++;
        up = true;
        disk.takenBy(new SimDisk.Opener(place, run, this::newActor), world.config());
        shardFreeNanos = new long[shards];
        cores = new ArrayList<>();
        log(() -> "node " + number + " starts as " + disk.actor());
        int expected = run;
        for (int shard = 0; shard < shards && isRunning(expected); shard++) {
            int index = shard;
            guarded(
                    effects -> {
                        topology = world.config().stored(disk);
                        Core core = new ShardCore(
                                config(index, disk),
                                topology,
                                disk,
                                world.harm().meter(this));
                        cores.add(core);
                        core.start(clock.now(), effects);
                    },
                    index);
        }
        if (isRunning(expected)) {
            world.network().booted(number);
        }
    }

    Core newCore(int shard, SimDisk on) {
        return new ShardCore(config(shard, on), topology, on);
    }

    ShardConfig config(int shard, SimDisk on) {
        return new ShardConfig(
                number,
                on.actor(),
                on.acceptor(),
                on.doubt(),
                shard,
                shards,
                random.next() >>> 8,
                world.config().secret(),
                world.config().limits(),
                world.config().planted());
    }

    /** The process dies: of its unsynced batches the first so many survive. */
    void crash(int survivingBatches) {
        if (!up) {
            return;
        }
        stop();
        List<SimDisk.Batch> lost =
                disk.crash(survivingBatches, batch -> world.watch().onDurable(this, batch));
        world.watch().onLost(this, lost);
        log(() -> "node " + number + " dies, " + lost.size() + " batches lost");
    }

    /** Dies with a random part of what was not yet synced. */
    void crash() {
        crash(random.chance(50) ? 0 : random.below(disk.unsyncedBatches() + 1));
    }

    /** The process ends in order: everything that it wrote is durable. */
    void shutDown() {
        disk.synced(disk.lastSequence(), batch -> world.watch().onDurable(this, batch));
        stop();
        disk.endedInOrder();
        log(() -> "node " + number + " stops in order");
    }

    private void stop() {
        up = false;
        run++;
        cores = List.of();
        commit.stop();
        takingActor = false;
        List<ReplySink> broken = List.copyOf(waiting.values());
        waiting.clear();
        broken.forEach(sink -> world.queue().after(500 * MICRO, sink::broken));
        world.network().crashed(number);
        world.trace().hash(number * 31L + 7);
    }

    void wipe() {
        disk.wipe(newActor(), place);
        memory = new PeerMemory();
    }

    /** An old copy of the directory is put in place. */
    void restore(SimDisk.Snapshot snapshot, boolean mark, boolean elsewhere) {
        long from = elsewhere ? ~place : snapshot.identity().place();
        disk.restore(new SimDisk.Snapshot(snapshot.tables(), snapshot.identity().at(from)), mark);
        memory = new PeerMemory();
    }

    // What comes in.

    void fromPeer(int from, long epoch, PeerMessage message) {
        int shard = message.partition() == PeerMessage.NODE ? 0 : Math.floorMod(message.partition(), shards);
        enqueue(shard, new Event.FromPeer(from, epoch, message));
    }

    void request(ClientRequest request, long remainingNanos, ReplySink sink) {
        request(RequestShards.of(request, topology, shards), request, remainingNanos, sink);
    }

    private void request(int shard, ClientRequest request, long remainingNanos, ReplySink sink) {
        long handle = ++nextHandle;
        waiting.put(handle, sink);
        enqueue(shard, new Event.FromClient(handle, request, clock.nanos() + remainingNanos));
    }

    void peerChanged(int node, boolean isUp) {
        boolean known = isUp && world.node(node).isUp() && PeerMemory.isOldCopy(this, world.node(node));
        if (known && !world.config().makes(PlantedBug.OLD_COPY_KEEPS_ACTOR)) {
            takeFreshActor(disk.actor());
        }
        log(() -> "node " + number + " believes node " + node + " to be " + (isUp ? "up" : "down"));
        toAllShards(new Event.PeerChanged(node, isUp));
    }

    PeerMemory memory() {
        return memory;
    }

    private void toAllShards(Event event) {
        IntStream.range(0, shards).forEach(shard -> enqueue(shard, event));
    }

    private void enqueue(int shard, Event event) {
        int expected = run;
        long at = Math.max(world.now(), shardFreeNanos[shard]) + stepNanos;
        shardFreeNanos[shard] = at;
        world.queue().at(at, () -> {
            if (isRunning(expected)) {
                step(shard, event);
            }
        });
    }

    private void step(int shard, Event event) {
        world.trace().hash(Fingerprints.of(number, shard, event));
        if (world.trace().isRecording()) {
            Fingerprints.record(world.trace(), world.now(), number, event);
        }
        Core core = cores.get(shard);
        guarded(effects -> core.step(event, clock.now(), effects), shard);
    }

    private interface Guarded {
        void run(Effects effects);
    }

    private void guarded(Guarded work, int shard) {
        Collected effects = new Collected(shard);
        try {
            work.run(effects);
        } catch (CorruptStorageException e) {
            disk.abandonStep();
            stop();
            disk.crash(0, batch -> {});
            log(() -> "node " + number + " stops: " + e.getMessage());
            world.watch().onFailStop(this);
            return;
        } catch (RuntimeException | AssertionError e) {
            disk.abandonStep();
            world.violate(Violation.Kind.BUG, "", "node " + number + ": " + Stack.brief(e));
            return;
        }
        commit.afterStep(effects.actions);
    }

    /** Collects what one step wants done. */
    private final class Collected implements Effects {
        private final int shard;
        private final List<GroupCommit.Action> actions = new ArrayList<>(4);

        Collected(int shard) {
            this.shard = shard;
        }

        @Override
        public void send(int to, PeerMessage message, Hold hold) {
            long epoch = topology.epoch();
            int sender = run;
            actions.add(new GroupCommit.Action(hold, () -> leave(to, epoch, sender, message)));
        }

        @Override
        public void reply(long handle, ClientReply reply, Hold hold) {
            actions.add(new GroupCommit.Action(hold, () -> answer(handle, reply)));
        }

        @Override
        public void timer(long delayNanos, Timer timer) {
            actions.add(new GroupCommit.Action(Hold.NONE, () -> setTimer(shard, delayNanos, timer)));
        }

        @Override
        public void topologyAdopted(Topology adopted) {
            actions.add(new GroupCommit.Action(Hold.NONE, () -> spread(shard, adopted)));
        }

        @Override
        public void freshActorNeeded(Actor old) {
            actions.add(new GroupCommit.Action(Hold.NONE, () -> takeFreshActor(old)));
        }
    }

    private void leave(int to, long epoch, int sender, PeerMessage message) {
        world.trace().hash(to * 131L + Fingerprints.of(message));
        if (to == number) {
            world.queue().after(MICRO, () -> {
                if (isRunning(sender)) {
                    fromPeer(number, epoch, message);
                }
            });
            return;
        }
        world.watch().onBoundary(this, Watch.Boundary.EFFECT_LEAVING);
        if (isRunning(sender)) {
            world.network().send(number, to, epoch, message);
        }
    }

    private void answer(long handle, ClientReply reply) {
        int expected = run;
        world.watch().onBoundary(this, Watch.Boundary.EFFECT_LEAVING);
        if (!isRunning(expected)) {
            return;
        }
        world.trace().hash(Fingerprints.of(reply));
        ReplySink sink = waiting.remove(handle);
        if (sink == null) {
            world.violate(Violation.Kind.BUG, "", "node " + number + " answers a request twice: " + reply);
            return;
        }
        sink.reply(reply);
    }

    private void setTimer(int shard, long delayNanos, Timer timer) {
        int expected = run;
        world.queue().after(clock.worldNanos(delayNanos) + random.skewed(0, 200 * MICRO), () -> {
            if (isRunning(expected)) {
                enqueue(shard, new Event.TimerFired(timer));
            }
        });
    }

    private void spread(int fromShard, Topology adopted) {
        topology = adopted;
        for (int shard = 0; shard < shards; shard++) {
            if (shard != fromShard) {
                enqueue(shard, new Event.TopologyChanged(adopted));
            }
        }
    }

    private void takeFreshActor(Actor old) {
        if (takingActor || !disk.actor().equals(old)) {
            return;
        }
        takingActor = true;
        toAllShards(new Event.ActorDoubted());
        int expected = run;
        world.queue().after(random.skewed(200 * MICRO, 5_000 * MICRO), () -> {
            if (isRunning(expected)) {
                takingActor = false;
                disk.isOldCopy(newActor(), place);
                world.watch().onFreshActor(this);
                log(() -> "node " + number + " takes the fresh actor " + disk.actor());
                toAllShards(new Event.ActorTaken(disk.actor()));
            }
        });
    }

    private Actor newActor() {
        return Actor.of(number, random.next());
    }

    boolean isRunning(int expected) {
        return up && run == expected;
    }

    private void log(Supplier<String> text) {
        world.trace().line(world.now(), "", text);
    }

    GroupCommit commit() {
        return commit;
    }

    /** Does its disk tell that it is a copy of another one? The next start takes another incarnation. */
    boolean isOnCopy() {
        return disk.isMarked() || disk.place() != place;
    }

    boolean isUp() {
        return up;
    }

    int run() {
        return run;
    }

    int number() {
        return number;
    }

    int shards() {
        return shards;
    }

    SimDisk disk() {
        return disk;
    }

    SimClock clock() {
        return clock;
    }

    Topology topology() {
        return topology;
    }

    Core core(int shard) {
        return cores.get(shard);
    }
}

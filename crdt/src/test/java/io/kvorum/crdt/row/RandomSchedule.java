package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Three replicas and some clients under a seed: writes and deletes with fresh, stale, foreign and no contexts, retries at
 * other replicas, messages that are lost, doubled and reordered, rows that are exchanged late, replicas that lose everything.
 */
public final class RandomSchedule {
    public static final int KEYS = 2;
    private static final int REPLICAS = 3;

    /** Which faults may happen. */
    public record Faults(boolean retries, boolean wipes) {}

    /** What a client holds of a key: its context, and what is truly behind it. */
    public record Known(int key, CausalContext context, Set<Dot> seen) {
        static Known nothing(int key) {
            return new Known(key, CausalContext.EMPTY, new TreeSet<>());
        }
    }

    /** Decides what a client writes; empty is a delete. */
    @FunctionalInterface
    public interface Author {
        Optional<Bytes> write(SplittableRandom random, int write, Known known);
    }

    final SplittableRandom random;
    final Faults faults;
    public final CausalHistory history = new CausalHistory();
    public final List<SimReplica> replicas = new ArrayList<>();
    final List<List<FilledRow>> reached = new ArrayList<>();

    private final Author author;
    private final List<Consumer<SimReplica>> inFlight = new ArrayList<>();
    private final List<Known> clients = new ArrayList<>();
    private final List<CausalHistory.Happened> requests = new ArrayList<>();
    private int incarnations;
    private int writes;

    RandomSchedule(long seed, Faults faults) {
        this(
                seed,
                faults,
                (random, write, known) ->
                        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Bytes.ofUtf8("v" + write)));
    }

    public RandomSchedule(long seed, Faults faults, Author author) {
        this.author = author;
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new SimReplica(Actor.of(i, ++incarnations), KEYS));
        }
        for (int key = 0; key < KEYS; key++) {
            reached.add(new ArrayList<>());
        }
    }

    public void step() {
        SimReplica replica = pick(replicas);
        int key = random.nextInt(KEYS);
        int dice = random.nextInt(100);
        if (dice < 30) {
            write(replica, knownTo(replica, key));
        } else if (dice < 38 && faults.retries() && !requests.isEmpty()) {
            retry(replica, pick(requests));
        } else if (dice < 48) {
            clients.add(read(replica, key));
        } else if (dice < 75 && !inFlight.isEmpty()) {
            deliver(replica);
        } else if (dice < 88) {
            SimReplica.Shipped shipped = replica.ship(key);
            inFlight.add(to -> to.receive(shipped));
        } else if (dice < 95) {
            SimReplica other = pick(replicas);
            if (other != replica) {
                replica.adopt(other);
            }
        } else if (dice < 97 && faults.wipes()) {
            replica.wipe(Actor.of(replica.actor.nodeNumber(), ++incarnations), KEYS);
        }
        reached.get(key).add(replica.filled(key));
    }

    /** The faults are over: everybody exchanges with everybody until nothing moves. */
    public void heal() {
        for (int round = 0; round < 2; round++) {
            for (SimReplica replica : replicas) {
                replicas.stream().filter(other -> other != replica).forEach(replica::adopt);
            }
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Known read(SimReplica replica, int key) {
        return new Known(key, replica.filled(key).toContext(), new TreeSet<>(replica.seen.get(key)));
    }

    private Known knownTo(SimReplica replica, int key) {
        List<Known> old = clients.stream().filter(known -> known.key() == key).toList();
        return switch (random.nextInt(old.isEmpty() ? 2 : 5)) {
            case 0 -> Known.nothing(key);
            case 1 -> read(replica, key);
            case 2 -> join(pick(old), pick(old));
            default -> pick(old);
        };
    }

    private static Known join(Known one, Known other) {
        Set<Dot> seen = new TreeSet<>(one.seen());
        seen.addAll(other.seen());
        return new Known(one.key(), one.context().join(other.context()), seen);
    }

    private void write(SimReplica replica, Known known) {
        WriteId writeId = new WriteId(1, ++writes, 0);
        Optional<Bytes> value = author.write(random, writes, known);
        boolean delete = value.isEmpty();
        Mutation mutation = new Mutation(replica.mint(), writeId, writes, value, known.context());
        requests.add(coordinate(replica, known.key(), mutation, known.seen()));
        if (random.nextInt(3) > 0) {
            CausalContext written = new CausalContext(
                    DotSet.of(mutation.dot()), delete ? List.of() : List.of(new Shown(mutation.dot(), writeId)));
            clients.add(join(known, new Known(known.key(), written, new TreeSet<>(List.of(mutation.dot())))));
        }
    }

    private CausalHistory.Happened coordinate(SimReplica replica, int key, Mutation mutation, Set<Dot> seen) {
        CausalHistory.Happened happened = history.add(key, mutation, seen);
        replica.apply(key, mutation, seen);
        send(happened);
        return happened;
    }

    /** A coordinator that knows the id sends the mutation again under the dot that it had; another mints a second dot. */
    private void retry(SimReplica replica, CausalHistory.Happened request) {
        List<Dot> known = replica.dotsOf(request.writeId());
        if (!known.isEmpty()) {
            send(history.get(pick(known)));
            return;
        }
        Mutation first = request.mutation();
        Mutation again =
                new Mutation(replica.mint(), first.writeId(), first.fingerprint(), first.value(), first.context());
        coordinate(replica, request.key(), again, request.seen());
    }

    private void send(CausalHistory.Happened happened) {
        for (int copies = random.nextInt(4); copies > 0; copies--) {
            inFlight.add(to -> to.apply(happened.key(), happened.mutation(), happened.seen()));
        }
    }

    private void deliver(SimReplica replica) {
        Consumer<SimReplica> message = pick(inFlight);
        if (random.nextInt(4) > 0) {
            inFlight.remove(message);
        }
        message.accept(replica);
    }
}

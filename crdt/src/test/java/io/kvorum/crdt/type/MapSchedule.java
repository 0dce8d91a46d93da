package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.type.MapHistory.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Three replicas of one map under a seed. Callers hold fresh, old and joined reads; deltas are lost, doubled and reordered;
 * whole states are exchanged, also late; a replica may lose everything. Each replica keeps its context stripped by its clock.
 */
final class MapSchedule {
    /** What a caller read: a whole value, and what is truly behind it. */
    record Read(Causal<OrMap> value, Set<Dot> seen) {
        static final Read NOTHING = new Read(new Causal<>(OrMap.EMPTY, DotSet.EMPTY), new TreeSet<>());
    }

    record Delta(Dot dot, Causal<OrMap> value) {}

    static final class Replica {
        Actor actor;
        DotSet clock = DotSet.EMPTY;
        Causal<OrMap> stripped = Read.NOTHING.value();
        Set<Dot> known = new TreeSet<>();

        Replica(Actor actor) {
            this.actor = actor;
        }

        void wipe(Actor next) {
            actor = next;
            clock = DotSet.EMPTY;
            stripped = Read.NOTHING.value();
            known = new TreeSet<>();
        }

        Causal<OrMap> filled() {
            return stripped.fill(clock);
        }

        Read read() {
            return new Read(filled(), new TreeSet<>(known));
        }

        void receive(Delta delta) {
            Causal<OrMap> joined = filled().join(delta.value());
            clock = clock.with(delta.dot());
            known.add(delta.dot());
            stripped = joined.strip(clock);
        }

        void receive(Read other) {
            Causal<OrMap> joined = filled().join(other.value());
            clock = clock.join(other.value().store().dots());
            known.addAll(other.seen());
            stripped = joined.strip(clock);
        }
    }

    final SplittableRandom random;
    final MapHistory history = new MapHistory();
    final List<Replica> replicas = new ArrayList<>();
    final List<Read> reads = new ArrayList<>();

    private final List<Delta> deltas = new ArrayList<>();
    private int incarnations;
    private int writes;

    MapSchedule(long seed) {
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < 3; i++) {
            replicas.add(new Replica(Actor.of(i, ++incarnations)));
        }
    }

    void step() {
        Replica replica = pick(replicas);
        int dice = random.nextInt(100);
        if (dice < 50) {
            operate(replica, caller(replica));
        } else if (dice < 75 && !deltas.isEmpty()) {
            replica.receive(pick(deltas));
        } else if (dice < 85) {
            reads.add(replica.read());
        } else if (dice < 97 && !reads.isEmpty()) {
            replica.receive(pick(reads));
        } else if (dice == 99) {
            replica.wipe(Actor.of(replica.actor.nodeNumber(), ++incarnations));
        }
    }

    void heal() {
        for (int round = 0; round < 2; round++) {
            for (Replica replica : replicas) {
                for (Replica other : replicas) {
                    replica.receive(other.read());
                    replica.clock = replica.clock.join(other.clock);
                    replica.stripped = replica.stripped.strip(replica.clock);
                }
            }
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Read caller(Replica replica) {
        return switch (random.nextInt(reads.isEmpty() ? 3 : 6)) {
            case 0 -> Read.NOTHING;
            case 1, 2 -> replica.read();
            case 3 -> {
                Read one = pick(reads);
                Read other = pick(reads);
                Set<Dot> seen = new TreeSet<>(one.seen());
                seen.addAll(other.seen());
                yield new Read(one.value().join(other.value()), seen);
            }
            default -> pick(reads);
        };
    }

    private List<Field> path() {
        List<Field> path = new ArrayList<>();
        while (path.size() < 2 && random.nextInt(3) == 0) {
            path.add(Field.of(random.nextBoolean() ? "m" : "n", Kind.MAP));
        }
        Kind leaf = pick(List.of(Kind.REGISTER, Kind.SET, Kind.COUNTER));
        path.add(Field.of(random.nextBoolean() ? "m" : "n", leaf));
        return path;
    }

    private void operate(Replica replica, Read read) {
        Dot dot = new Dot(replica.actor, replica.clock.highest(replica.actor) + 1);
        List<Field> path = path();
        Delta delta;
        if (random.nextInt(5) == 0) {
            delta = remove(dot, path.subList(0, random.nextInt(path.size() + 1)), read);
        } else {
            delta = switch (path.get(path.size() - 1).kind()) {
                case REGISTER -> write(dot, path, read);
                case COUNTER -> increment(dot, path);
                case SET, MAP -> random.nextInt(3) == 0 ? removeElement(dot, path, read) : addElement(dot, path, read);
            };
        }
        deltas.add(delta);
        replica.receive(delta);
    }

    private Delta remove(Dot dot, List<Field> path, Read read) {
        history.add(new Operation(dot, path, new MapHistory.Remove(), history.under(path, read.seen())));
        return new Delta(dot, OrMap.remove(dot, storeAt(path, read).dots()));
    }

    private Delta write(Dot dot, List<Field> path, Read read) {
        Bytes value = Bytes.ofUtf8("v" + ++writes);
        history.add(new Operation(dot, path, new MapHistory.Write(value), history.under(path, read.seen())));
        return nested(dot, path, Register.write(value, dot, storeAt(path, read).dots()));
    }

    private Delta increment(Dot dot, List<Field> path) {
        // Few ids, so that some are retries; the amount belongs to the id.
        int id = random.nextInt(20);
        WriteId writeId = new WriteId(1, id, 0);
        history.add(new Operation(dot, path, new MapHistory.Increment(writeId, id - 9), new TreeSet<>()));
        return nested(dot, path, PnCounter.increment(writeId, id - 9, dot));
    }

    private Delta addElement(Dot dot, List<Field> path, Read read) {
        Bytes element = Bytes.ofUtf8("e" + random.nextInt(3));
        boolean blind = random.nextBoolean();
        Set<Dot> removes = blind ? new TreeSet<>() : history.addsOf(path, element, read.seen());
        history.add(new Operation(dot, path, new MapHistory.Add(element), removes));
        DotSet seen = blind ? DotSet.EMPTY : ((OrSet) storeAt(path, read)).dotsOf(element);
        return nested(dot, path, OrSet.add(element, dot, seen));
    }

    private Delta removeElement(Dot dot, List<Field> path, Read read) {
        Bytes element = Bytes.ofUtf8("e" + random.nextInt(3));
        Set<Dot> removes = history.addsOf(path, element, read.seen());
        history.add(new Operation(dot, path, new MapHistory.Remove(), removes));
        return nested(dot, path, OrSet.remove(dot, ((OrSet) storeAt(path, read)).dotsOf(element)));
    }

    private static DotStore<?> storeAt(List<Field> path, Read read) {
        DotStore<?> store = read.value().store();
        for (Field field : path) {
            store = ((OrMap) store).get(field);
        }
        return store;
    }

    private static Delta nested(Dot dot, List<Field> path, Causal<?> leaf) {
        Causal<OrMap> map = OrMap.update(path.get(path.size() - 1), leaf);
        for (int i = path.size() - 2; i >= 0; i--) {
            map = OrMap.update(path.get(i), map);
        }
        return new Delta(dot, map);
    }
}

package io.kvorum.node.wire;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.tree.HashRange;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Random values of all records of the wire: a record gets random components, so that a new one needs nothing here. */
final class Samples {
    private final SplittableRandom random;

    Samples(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A random instance of a record. */
    <T> T sample(Class<T> type) {
        return type.cast(value(type));
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return generic(parameterized);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == int.class || raw == Integer.class) {
            return random.nextInt(1 << random.nextInt(1, 31));
        } else if (raw == long.class || raw == Long.class) {
            return random.nextLong() >>> random.nextInt(1, 64);
        } else if (raw == boolean.class || raw == Boolean.class) {
            return random.nextBoolean();
        } else if (raw == String.class) {
            return "text " + random.nextInt(1000) + " ü";
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        } else if (raw.isInterface() && raw.isSealed()) {
            Class<?>[] kinds = raw.getPermittedSubclasses();
            return value(kinds[random.nextInt(kinds.length)]);
        }
        return special(raw);
    }

    private Object special(Class<?> raw) {
        if (raw == Bytes.class) {
            return bytes();
        } else if (raw == DotSet.class) {
            return dotSet();
        } else if (raw == Dot.class) {
            return dot();
        } else if (raw == WriteId.class) {
            return writeId();
        } else if (raw == Mutation.class) {
            return mutation();
        } else if (raw == Row.class) {
            return new Row(versions(), dotSet());
        } else if (raw == FilledRow.class) {
            return new FilledRow(versions(), dotSet());
        } else if (raw == LogEntry.class) {
            RowKey key = new RowKey(random.nextInt(5), bytes());
            List<WriteId> removed = list(this::writeId).stream().sorted().toList();
            return new LogEntry(dot(), key, writeId(), random.nextLong(), removed, expiry());
        } else if (raw == HashRange.class) {
            return HashRange.around(random.nextLong(), random.nextInt(HashRange.MAX_DEPTH + 1));
        } else if (raw == Level.class) {
            return random.nextBoolean() ? Level.of(random.nextInt(1, 9)) : Level.EACH_QUORUM;
        } else if (raw == Topology.class) {
            List<NodeInfo> nodes = new ArrayList<>();
            for (int number = 1; number <= 1 + random.nextInt(5); number++) {
                nodes.add(new NodeInfo(number, "n" + number, "host" + number + ":7400", "z" + number, "eu"));
            }
            return Topologies.found("cluster", 8, nodes);
        }
        return record(raw);
    }

    private Object record(Class<?> raw) {
        RecordComponent[] components = raw.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i].getGenericType());
        }
        try {
            return raw.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + raw, e);
        }
    }

    private Object generic(ParameterizedType type) {
        Type argument = type.getActualTypeArguments()[0];
        if (type.getRawType() == Optional.class) {
            return random.nextBoolean() ? Optional.of(value(argument)) : Optional.empty();
        } else if (type.getRawType() == List.class) {
            return list(() -> value(argument));
        } else if (type.getRawType() == Map.class) {
            Map<String, String> map = new TreeMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                map.put("name" + i, "value" + random.nextInt(10));
            }
            return map;
        } else if (type.getRawType() == SortedMap.class) {
            SortedMap<Bytes, Object> map = new TreeMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                map.put(bytes(), value(type.getActualTypeArguments()[1]));
            }
            return map;
        }
        throw new AssertionError("no sample of " + type);
    }

    private <T> List<T> list(Supplier<T> item) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(item.get());
        }
        return list;
    }

    private Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private Dot dot() {
        return new Dot(Actor.of(1 + random.nextInt(5), random.nextInt(3)), 1 + random.nextInt(50));
    }

    private DotSet dotSet() {
        return DotSet.of(list(this::dot)).join(DotSet.upTo(Actor.of(7, 1), random.nextInt(9)));
    }

    private WriteId writeId() {
        return new WriteId(random.nextLong(), random.nextInt(1000), random.nextInt(1 << 30));
    }

    private List<Version> versions() {
        TreeMap<Dot, Version> versions = new TreeMap<>();
        for (Dot dot : list(this::dot)) {
            versions.put(dot, new Version(dot, writeId(), bytes(), expiry()));
        }
        return List.copyOf(versions.values());
    }

    private Mutation mutation() {
        CausalContext context = new CausalContext(dotSet(), list(() -> new Shown(dot(), writeId())));
        Optional<Bytes> value = random.nextBoolean() ? Optional.of(bytes()) : Optional.empty();
        return new Mutation(
                dot(), writeId(), random.nextLong(), value, context, value.isPresent() ? expiry() : Expiry.NEVER);
    }

    private long expiry() {
        return random.nextBoolean() ? Expiry.NEVER : 1 + random.nextLong(Long.MAX_VALUE);
    }
}

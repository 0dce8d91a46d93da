package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * An observed-remove map, from fields to registers, sets, counters and maps. Its value: the fields in which an operation is
 * in force, each with the value that its own operations give. Removing a field removes what its caller had seen of it;
 * what was written to it concurrently stays, and only that.
 *
 * <p>All fields share one context, so a counter in a map is never folded: the dots that a sum stands for could not be told
 * from those of other fields. A counter with many increments belongs on a key, or a row, of its own.
 */
public final class OrMap implements DotStore<OrMap> {
    public static final OrMap EMPTY = new OrMap(new TreeMap<>());
    /** How deep maps may lie in maps; the outermost is 1. */
    public static final int MAX_DEPTH = 16;

    private static final int MIN_FIELD_BYTES = 3;

    private static final Joins.Shape<Field, DotStore<?>> SHAPE = new Joins.Shape<>() {
        @Override
        public DotStore<?> empty(Field field) {
            return field.kind().empty();
        }

        @Override
        public boolean isEmpty(DotStore<?> store) {
            return store.isEmpty();
        }
    };

    /** No store is empty, and each is of its field's kind. */
    private final NavigableMap<Field, DotStore<?>> stores;

    private OrMap(NavigableMap<Field, DotStore<?>> stores) {
        this.stores = Collections.unmodifiableNavigableMap(stores);
    }

    /**
     * Carries an operation on a field to the map.
     *
     * @param delta what the operation gave on the field's own type
     * @throws IllegalArgumentException if it is of another type, or a folded counter, or maps would lie deeper than {@link #MAX_DEPTH}
     */
    public static Causal<OrMap> update(Field field, Causal<?> delta) {
        DotStore<?> store = delta.store();
        if (store.kind() != field.kind()) {
            throw new IllegalArgumentException("an operation on a " + store.kind() + " for " + field);
        }
        if (store instanceof PnCounter counter && counter.isFolded()) {
            throw new IllegalArgumentException("a folded counter for " + field);
        }
        if (store.isEmpty()) {
            return new Causal<>(EMPTY, delta.context());
        }
        TreeMap<Field, DotStore<?>> stores = new TreeMap<>();
        stores.put(field, store);
        OrMap map = new OrMap(stores);
        if (map.depth() > MAX_DEPTH) {
            throw new IllegalArgumentException("maps in maps deeper than " + MAX_DEPTH);
        }
        return new Causal<>(map, delta.context());
    }

    /** @param seen the dots of the field's store as the caller read it, or of the whole map to clear it */
    public static Causal<OrMap> remove(Dot dot, DotSet seen) {
        return Causal.removal(EMPTY, dot, seen);
    }

    /** Ascending. */
    public NavigableSet<Field> fields() {
        return stores.navigableKeySet();
    }

    /** The field's store; the empty one of its kind if the map lacks the field. */
    public DotStore<?> get(Field field) {
        DotStore<?> store = stores.get(field);
        return store == null ? field.kind().empty() : store;
    }

    public Register register(Bytes name) {
        return (Register) get(new Field(name, Kind.REGISTER));
    }

    public OrSet set(Bytes name) {
        return (OrSet) get(new Field(name, Kind.SET));
    }

    public PnCounter counter(Bytes name) {
        return (PnCounter) get(new Field(name, Kind.COUNTER));
    }

    public OrMap map(Bytes name) {
        return (OrMap) get(new Field(name, Kind.MAP));
    }

    /** How deep maps lie in it: 1 if no field is a map. */
    public int depth() {
        int deepest = 0;
        for (DotStore<?> store : stores.values()) {
            if (store instanceof OrMap map) {
                deepest = Math.max(deepest, map.depth());
            }
        }
        return 1 + deepest;
    }

    @Override
    public Kind kind() {
        return Kind.MAP;
    }

    @Override
    public boolean isEmpty() {
        return stores.isEmpty();
    }

    @Override
    public DotSet dots() {
        DotSet all = DotSet.EMPTY;
        for (DotStore<?> store : stores.values()) {
            all = all.join(store.dots());
        }
        return all;
    }

    @Override
    public OrMap join(DotSet context, OrMap other, DotSet otherContext) {
        return new OrMap(Joins.byKey(
                stores, other.stores, SHAPE, (field, mine, theirs) -> joinStores(mine, context, theirs, otherContext)));
    }

    private static DotStore<?> joinStores(DotStore<?> one, DotSet context, DotStore<?> other, DotSet otherContext) {
        return switch (one) {
            case Register register -> register.join(context, (Register) other, otherContext);
            case OrSet set -> set.join(context, (OrSet) other, otherContext);
            case PnCounter counter -> counter.join(context, (PnCounter) other, otherContext);
            case OrMap map -> map.join(context, (OrMap) other, otherContext);
        };
    }

    @Override
    public void writeTo(ByteWriter out) {
        out.writeVarLong(stores.size());
        stores.forEach((field, store) -> {
            out.writeBytes(field.name().array()).writeByte(field.kind().code());
            store.writeTo(out);
        });
    }

    public static OrMap readFrom(ByteReader in) {
        return readFrom(in, 1);
    }

    private static OrMap readFrom(ByteReader in, int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedBytesException("maps in maps deeper than " + MAX_DEPTH);
        }
        TreeMap<Field, DotStore<?>> stores = new TreeMap<>();
        for (int left = in.readCount(MIN_FIELD_BYTES); left > 0; left--) {
            Field field = new Field(Bytes.of(in.readBytes()), Kind.ofCode(in.readByte()));
            DotStore<?> store = switch (field.kind()) {
                case REGISTER -> Register.readFrom(in);
                case SET -> OrSet.readFrom(in);
                case COUNTER -> unfolded(PnCounter.readFrom(in));
                case MAP -> readFrom(in, depth + 1);
            };
            if (!stores.isEmpty() && stores.lastKey().compareTo(field) >= 0) {
                throw new MalformedBytesException("fields of a map out of order");
            }
            if (store.isEmpty()) {
                throw new MalformedBytesException("field without content");
            }
            stores.put(field, store);
        }
        return stores.isEmpty() ? EMPTY : new OrMap(stores);
    }

    private static PnCounter unfolded(PnCounter counter) {
        if (counter.isFolded()) {
            throw new MalformedBytesException("folded counter in a map");
        }
        return counter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrMap o && stores.equals(o.stores);
    }

    @Override
    public int hashCode() {
        return stores.hashCode();
    }

    @Override
    public String toString() {
        return "OrMap" + stores;
    }
}

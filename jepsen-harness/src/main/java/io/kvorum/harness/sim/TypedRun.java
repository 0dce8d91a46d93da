package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.HyperLogLog;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.MapField;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.cell.Updates;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The type of a run's bucket: what its clients write, what each of them contributes by itself, and what a reader makes of it. */
final class TypedRun {
    private static final int PRECISION = HyperLogLog.MIN_PRECISION;
    private static final List<CellType> FIELDS = List.copyOf(MapField.TYPES);
    private static final int NUMBERS = 1_000;
    private static final long INCREMENTS = 1L << 44;
    private static final int OPERATIONS_PER_ELEMENT = 30;

    private final CellType type;
    private final Set<PlantedBug> planted;
    private final SortedMap<WriteId, Bytes> own = new TreeMap<>();
    private final SortedMap<String, CellType> cells = new TreeMap<>();

    TypedRun(CellType type, Set<PlantedBug> planted) {
        this.type = type;
        this.planted = planted;
    }

    CellType type() {
        return type;
    }

    /** What every write contributed by itself, as an operand of the type. */
    SortedMap<WriteId, Bytes> own() {
        return own;
    }

    /**
     * What a client writes.
     *
     * @param seen the versions that come with its token: the write replaces them
     */
    Optional<Bytes> write(RowKey key, boolean deletes, WriteId id, List<Version> seen, SimRandom random) {
        if (type == CellType.REMOVE_WINS_SET) {
            return addition(deletes, id);
        }
        boolean nothing = deletes && !type.isCounter();
        return nothing ? Optional.empty() : Optional.of(write(cellOf(key), id, seen, random));
    }

    /** Of a remove-wins set, where a removal is a mark. */
    private Optional<Bytes> addition(boolean deletes, WriteId id) {
        Bytes operand = new Operand.Toggle(!deletes).toBytes();
        own.put(id, operand);
        return deletes && planted.contains(PlantedBug.REMOVAL_LEAVES_NO_MARK) ? Optional.empty() : Optional.of(operand);
    }

    private Bytes write(CellType cell, WriteId id, List<Version> seen, SimRandom random) {
        Bytes alone = contribution(cell, id, random);
        own.put(id, alone);
        return switch (cell) {
            case NONE,
                    MULTI_VALUE_REGISTER,
                    FLAG,
                    DISABLE_WINS_FLAG,
                    SET,
                    REMOVE_WINS_SET,
                    MAP,
                    COUNTER,
                    GROW_COUNTER -> alone;
            case LAST_WRITER_REGISTER ->
                planted.contains(PlantedBug.STAMP_NOT_ABOVE_WHAT_WAS_SEEN)
                        ? alone
                        : Updates.lastWrite(
                                        seen,
                                        id.issuedAtMillis(),
                                        Operand.Stamped.read(alone).value())
                                .toBytes();
            case MAX_REGISTER, MIN_REGISTER -> extreme(cell, seen, alone);
            case DISTINCT_COUNT ->
                planted.contains(PlantedBug.SKETCH_NOT_JOINED)
                        ? alone
                        : Cells.distinct(seen)
                                .map(before -> before.join(Operand.readSketch(alone)))
                                .orElse(Operand.readSketch(alone))
                                .toBytes();
        };
    }

    private Bytes extreme(CellType cell, List<Version> seen, Bytes alone) {
        if (planted.contains(PlantedBug.EXTREME_WRITES_OWN_NUMBER)) {
            return alone;
        }
        long number = Operand.Extreme.read(alone).value();
        return (cell == CellType.MAX_REGISTER ? Updates.highest(seen, number) : Updates.lowest(seen, number)).toBytes();
    }

    /**
     * The row that an operation is about. In collections all keys of the plan are elements of two, and others after a while: an index that
     * lags behind lacks elements that are new.
     */
    RowKey keyOf(int bucket, Op op) {
        if (!type.isCollection()) {
            return new RowKey(bucket, Bytes.ofUtf8(op.key()));
        }
        int last = op.key().charAt(op.key().length() - 1);
        if (type.isCounter()) {
            return new RowKey(bucket, Bytes.ofUtf8("c" + last % 2));
        }
        Bytes name = Bytes.ofUtf8(op.key() + "." + op.index() / OPERATIONS_PER_ELEMENT);
        Bytes element = type == CellType.MAP ? field(last, name).toElement() : name;
        RowKey row = new RowKey(bucket, Bytes.ofUtf8("c" + last % 2), type.sub(element));
        cells.put(Fingerprints.name(row), cellOf(row));
        return row;
    }

    /** The row that a write is about: of a counter one for itself. */
    RowKey rowOf(RowKey key, WriteId id) {
        return type.isCounter() ? new RowKey(key.bucket(), key.key(), type.sub(Increments.element(id))) : key;
    }

    /** May a write have a ttl of its own? */
    boolean mayExpire(RowKey key) {
        return !cellOf(key).carriesOn() && !type.isCounter();
    }

    /** Some are in an inner map. */
    private static MapField field(int number, Bytes name) {
        CellType cell = FIELDS.get(number % FIELDS.size());
        return new MapField(number % 3 == 0 ? List.of(Bytes.ofUtf8("inner"), name) : List.of(name), cell);
    }

    /** As requests name it; empty where there are none. */
    Bytes element(RowKey key) {
        return key.isElement() ? type.elementOf(key.sub()) : Bytes.EMPTY;
    }

    /** What the row holds. */
    CellType cellOf(RowKey key) {
        return type.cellOf(element(key));
    }

    /** The same by the name of the row. */
    CellType cellOf(String name) {
        return cells.getOrDefault(name, type);
    }

    /** Some operand for the row. */
    Bytes contribution(RowKey key, WriteId id, SimRandom random) {
        return contribution(cellOf(key), id, random);
    }

    private static Bytes contribution(CellType cell, WriteId id, SimRandom random) {
        return switch (cell) {
            // So that no two sets of them have the same sum.
            case COUNTER, GROW_COUNTER ->
                new Operand.Increment(random.between(1, INCREMENTS)
                                * (cell == CellType.COUNTER && random.chance(40) ? -1 : 1))
                        .toBytes();
            case NONE, MULTI_VALUE_REGISTER -> Bytes.ofUtf8("value of " + id);
            case FLAG, DISABLE_WINS_FLAG, REMOVE_WINS_SET -> new Operand.Toggle(random.chance(55)).toBytes();
            case SET, MAP -> new Operand.Toggle(true).toBytes();
            case LAST_WRITER_REGISTER ->
                new Operand.Stamped(id.issuedAtMillis(), Bytes.ofUtf8("value of " + id)).toBytes();
            case MAX_REGISTER, MIN_REGISTER -> new Operand.Extreme(random.between(-NUMBERS, NUMBERS)).toBytes();
            case DISTINCT_COUNT ->
                HyperLogLog.empty(PRECISION).with(random.next()).toBytes();
        };
    }

    /** What a reader makes of the live versions of a key. */
    Object reading(CellType cell, List<Version> live) {
        return switch (cell) {
            case NONE, MULTI_VALUE_REGISTER -> Cells.values(live);
            case FLAG -> Cells.isOnEnableWins(live);
            case DISABLE_WINS_FLAG ->
                planted.contains(PlantedBug.DISABLE_WINS_READ_AS_ENABLE_WINS)
                        ? Cells.isOnEnableWins(live)
                        : Cells.isOnDisableWins(live);
            case SET, MAP -> Cells.isLive(live);
            case COUNTER, GROW_COUNTER -> Increments.delta(live);
            case REMOVE_WINS_SET ->
                planted.contains(PlantedBug.REMOVE_WINS_READ_AS_ADD_WINS)
                        ? Cells.isOnEnableWins(live)
                        : Cells.isInRemoveWins(live);
            case LAST_WRITER_REGISTER -> Cells.lastWritten(live);
            case MAX_REGISTER -> Cells.highest(live);
            case MIN_REGISTER -> Cells.lowest(live);
            case DISTINCT_COUNT -> Cells.distinct(live);
        };
    }
}

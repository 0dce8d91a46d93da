package io.kvorum.client;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.MapField;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;

/**
 * A field of a map with its value, as a page shows it. The methods for values throw IllegalStateException if the field has another type,
 * and {@link io.kvorum.crdt.codec.MalformedBytesException} if a newer program wrote the value.
 */
public final class MapEntry {
    private final MapField field;
    private final List<Version> live;

    public MapEntry(MapField field, List<Version> live) {
        this.field = field;
        this.live = List.copyOf(live);
    }

    /** The names of inner maps, outermost first, and last that of the field; from the map that was listed. */
    public List<Bytes> path() {
        return field.path();
    }

    /** The path as text, with {@code /} between names. */
    public String name() {
        return String.join("/", field.path().stream().map(Bytes::toUtf8).toList());
    }

    public CellType type() {
        return field.type();
    }

    /** The live versions, one per write. */
    public List<Version> versions() {
        return live;
    }

    public boolean isOn() {
        check(CellType.FLAG);
        return Cells.isOnEnableWins(live);
    }

    public <V> V last(Codec<V> values) {
        check(CellType.LAST_WRITER_REGISTER);
        return values.decode(Cells.lastWritten(live).orElseThrow().value());
    }

    public <V> List<V> all(Codec<V> values) {
        check(CellType.MULTI_VALUE_REGISTER);
        return Cells.values(live).stream().map(values::decode).toList();
    }

    /** The highest number, or of a min register the lowest. */
    public long number() {
        if (field.type() == CellType.MAX_REGISTER) {
            return Cells.highest(live).orElseThrow();
        }
        check(CellType.MIN_REGISTER);
        return Cells.lowest(live).orElseThrow();
    }

    /** About how many distinct things were added. */
    public long distinct() {
        check(CellType.DISTINCT_COUNT);
        return Cells.distinct(live).map(sketch -> Math.round(sketch.estimate())).orElse(0L);
    }

    private void check(CellType asked) {
        if (field.type() != asked) {
            throw new IllegalStateException("field " + name() + " is a " + field.type() + ", and not a " + asked);
        }
    }

    Optional<MapEntry> below(List<Bytes> outer) {
        boolean isBelow = field.path().size() > outer.size()
                && field.path().subList(0, outer.size()).equals(outer);
        return isBelow
                ? Optional.of(new MapEntry(
                        new MapField(
                                field.path().subList(outer.size(), field.path().size()), field.type()),
                        live))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return name() + " (" + type() + ", " + live.size() + " versions)";
    }
}

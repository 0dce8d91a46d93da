package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.DotSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The join of causal stores, for stores that are maps and for plain sets of dots. */
final class Joins {
    private Joins() {}

    /** Joins the values of one key; {@code other} may be the empty value. */
    interface ValueJoin<K, V> {
        V join(K key, V one, V other);
    }

    /** What is particular to a map: its empty value, and which values it leaves out. */
    interface Shape<K, V> {
        V empty(K key);

        boolean isEmpty(V value);
    }

    /** Joins by key; a key that one side lacks is joined with the empty value, and a key whose value is empty is left out. */
    static <K extends Comparable<K>, V> NavigableMap<K, V> byKey(
            NavigableMap<K, V> one, NavigableMap<K, V> other, Shape<K, V> shape, ValueJoin<K, V> values) {
        TreeMap<K, V> joined = new TreeMap<>();
        one.forEach((key, value) -> {
            V theirs = other.get(key);
            put(joined, key, values.join(key, value, theirs == null ? shape.empty(key) : theirs), shape);
        });
        other.forEach((key, value) -> {
            if (!one.containsKey(key)) {
                put(joined, key, values.join(key, shape.empty(key), value), shape);
            }
        });
        return joined;
    }

    private static <K, V> void put(TreeMap<K, V> map, K key, V value, Shape<K, V> shape) {
        if (!shape.isEmpty(value)) {
            map.put(key, value);
        }
    }

    /** The dots that both have, and those that one has and the other's context lacks. */
    static DotSet dots(DotSet one, DotSet context, DotSet other, DotSet otherContext) {
        DotSet both = one.minus(one.minus(other));
        return both.join(one.minus(otherContext)).join(other.minus(context));
    }
}

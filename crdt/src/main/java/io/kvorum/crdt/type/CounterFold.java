package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.type.PnCounter.Increment;
import io.kvorum.crdt.type.PnCounter.Sum;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The fold rule of {@link PnCounter}. */
final class CounterFold {
    private CounterFold() {}

    static PnCounter fold(PnCounter counter, DotSet stable) {
        NavigableMap<Actor, Long> limits = limits(counter.increments(), stable);
        TreeMap<Actor, Sum> sums = new TreeMap<>(counter.sums());
        TreeMap<Dot, Increment> rest = new TreeMap<>();
        TreeMap<WriteId, Dot> smallest = new TreeMap<>();
        counter.increments().forEach((dot, increment) -> {
            if (dot.counter() > limits.getOrDefault(dot.actor(), 0L)) {
                rest.put(dot, increment);
                return;
            }
            // Dots come in ascending order: the first of an id is its smallest, and there it counts.
            boolean counts = smallest.putIfAbsent(increment.writeId(), dot) == null;
            Sum folded = new Sum(dot.counter(), counts ? increment.amount() : 0);
            sums.merge(dot.actor(), folded, (sum, next) -> new Sum(next.upTo(), sum.total() + next.total()));
        });
        return rest.size() == counter.increments().size() ? counter : new PnCounter(sums, rest);
    }

    /**
     * Up to which counter each actor's increments may be folded: as far as {@code stable} goes, but below every increment
     * whose id has a dot that stays. Lowering one limit may keep another id's dot, so this goes on until nothing changes.
     */
    private static NavigableMap<Actor, Long> limits(NavigableMap<Dot, Increment> increments, DotSet stable) {
        TreeMap<Actor, Long> limits = new TreeMap<>();
        increments.keySet().forEach(dot -> limits.put(dot.actor(), stable.base(dot.actor())));
        boolean changed = true;
        while (changed) {
            TreeMap<WriteId, Boolean> staying = new TreeMap<>();
            increments.forEach((dot, increment) -> {
                if (dot.counter() > limit(limits, dot.actor())) {
                    staying.put(increment.writeId(), true);
                }
            });
            changed = false;
            for (Map.Entry<Dot, Increment> entry : increments.entrySet()) {
                Dot dot = entry.getKey();
                if (dot.counter() <= limit(limits, dot.actor())
                        && staying.containsKey(entry.getValue().writeId())) {
                    limits.put(dot.actor(), dot.counter() - 1);
                    changed = true;
                }
            }
        }
        return limits;
    }

    private static long limit(NavigableMap<Actor, Long> limits, Actor actor) {
        return limits.getOrDefault(actor, 0L);
    }
}

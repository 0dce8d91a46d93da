package io.kvorum.harness.checker.linear;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that were searched. One that leaves as much open as another, with no more operations of unknown outcome
 * used up, makes the other needless: whatever could follow that one can follow this one.
 */
final class Visited<S> {
    private final Model<S> model;
    private final Map<Place, Entry<S>> entries = new HashMap<>();
    private long size;

    /** The definite operations that are done, as a sum, and what may be alike about the state. */
    private record Place(long highSum, long lowSum, Object likeness) {}

    private record Entry<S>(Uses uses, S state, @Nullable Entry<S> next) {}

    Visited(Model<S> model) {
        this.model = model;
    }

    long size() {
        return size;
    }

    /** False if one that makes it needless was there. */
    boolean add(Pending pending, Uses uses, S state) {
        Place place = new Place(pending.highSum(), pending.lowSum(), model.likeness(state));
        @Nullable Entry<S> first = entries.get(place);
        for (@Nullable Entry<S> entry = first; entry != null; entry = entry.next()) {
            if (model.covers(entry.state(), state) && entry.uses().isWithin(uses)) {
                return false;
            }
        }
        entries.put(place, new Entry<>(uses, state, first));
        size++;
        return true;
    }
}

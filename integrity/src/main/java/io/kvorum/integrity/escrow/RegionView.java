package io.kvorum.integrity.escrow;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A region, as far as it can be seen. */
public sealed interface RegionView {
    /**
     * It has answered.
     *
     * @param allocated what was allocated there less what was retired there; negative if more was retired
     * @param left can be spent there
     * @param spent what was spent there less what was given back there
     * @param onTheWay from there, by the region that it goes to; without those to which nothing does. If that region cannot be reached,
     *     what was not known to have arrived
     */
    record Reached(long allocated, long left, long spent, SortedMap<String, Long> onTheWay) implements RegionView {
        public Reached {
            onTheWay = Collections.unmodifiableSortedMap(new TreeMap<>(onTheWay));
        }

        /** All that has left and not arrived. */
        public long sending() {
            return onTheWay.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** @param why it has not */
    record Unreached(String why) implements RegionView {}
}

package io.kvorum.integrity.escrow;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An escrow, region by region: each as of an instant of its own.
 *
 * @param regions by name
 * @param exists whether anything was ever allocated to, or has arrived in, one of the regions that have answered
 */
public record EscrowView(String key, SortedMap<String, RegionView> regions, boolean exists) {
    public EscrowView {
        regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    }

    /**
     * All regions together.
     *
     * @param allocated what was allocated, less what was retired
     * @param left can be spent in some region
     * @param spent less what was given back
     * @param onTheWay between regions
     */
    public record Total(long allocated, long left, long spent, long onTheWay) {
        /** What is not spent yet, wherever it is. */
        public long unspent() {
            return allocated - spent;
        }
    }

    /** Empty if a region has not answered. */
    public Optional<Total> total() {
        Total total = new Total(0, 0, 0, 0);
        for (RegionView region : regions.values()) {
            if (!(region instanceof RegionView.Reached reached)) {
                return Optional.empty();
            }
            total = new Total(
                    total.allocated() + reached.allocated(),
                    total.left() + reached.left(),
                    total.spent() + reached.spent(),
                    total.onTheWay() + reached.sending());
        }
        return Optional.of(total);
    }
}

package io.kvorum.commerce.inventory;

import java.util.List;

/** What a share of an item can be asked. Quantities are positive. */
public sealed interface StockCommand {
    /** More has come. */
    record Receive(long quantity) implements StockCommand {}

    /** Holds some for a saga. @param untilMillis by the cluster's time */
    record Reserve(String holder, long quantity, long untilMillis) implements StockCommand {}

    /** What the saga holds is sold. */
    record Confirm(String holder, long quantity) implements StockCommand {}

    /** Undoes what a saga has, a hold, a sale or nothing. */
    record Release(String holder) implements StockCommand {}

    /** Gives some away to another region. */
    record SendShare(String toRegion, long quantity) implements StockCommand {}

    /** Another region has given some away. */
    record TakeShare(String fromRegion, long quantity) implements StockCommand {}

    /**
     * Time has passed.
     *
     * @param ended whose holds are over
     * @param settled whose sales nobody undoes any more
     */
    record Sweep(List<String> ended, List<String> settled) implements StockCommand {
        public Sweep {
            ended = List.copyOf(ended);
            settled = List.copyOf(settled);
        }
    }
}

package io.kvorum.commerce.orders;

import io.kvorum.commerce.record.OrderPlaced;

/** What an order can be asked. */
public sealed interface OrderCommand {
    record Place(OrderPlaced order) implements OrderCommand {}

    /** As long as it is not closed. */
    record ChangeAddress(String address) implements OrderCommand {}

    /** Stock and payment are confirmed: it leaves, and is closed. */
    record Ship() implements OrderCommand {}

    /** Its saga is cancelled. */
    record Cancel(String reason) implements OrderCommand {}
}

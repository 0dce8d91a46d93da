package io.kvorum.commerce.inventory;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.commerce.domain.Limits;
import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.record.Sale;
import io.kvorum.commerce.record.StockChange;
import io.kvorum.commerce.record.StockHold;
import io.kvorum.commerce.record.StockState;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Decision;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The share of an item that a region has: {@code available + held + sold == received + moved in - moved out}, and none of them is
 * negative. Each event keeps that, and nothing else changes the state.
 */
public final class StockType extends ProtoType<StockState, StockCommand> {
    public static final String NAME = "stock";

    public static final String RECEIVED = "stock-received";
    public static final String RESERVED = "stock-reserved";
    public static final String SOLD = "stock-sold";
    public static final String RELEASED = "stock-released";
    public static final String UNDONE = "sale-undone";
    public static final String SHARE_SENT = "share-sent";
    public static final String SHARE_TAKEN = "share-taken";
    public static final String HOLDS_ENDED = "holds-ended";
    public static final String SALES_SETTLED = "sales-settled";
    public static final List<String> EVENTS =
            List.of(RECEIVED, RESERVED, SOLD, RELEASED, UNDONE, SHARE_SENT, SHARE_TAKEN, HOLDS_ENDED, SALES_SETTLED);

    private final String region;
    private final String sku;

    /** Of one share: its events name it. */
    public StockType(String region, String sku) {
        super(NAME, StockState.getDefaultInstance(), StockState.parser());
        this.region = region;
        this.sku = sku;
    }

    /** The name of a share: regions send to each other, so it has the region. */
    public static AggregateId id(String region, String sku) {
        return new AggregateId(NAME, region + ":" + sku);
    }

    public static long held(StockState stock) {
        return stock.getHoldsList().stream().mapToLong(StockHold::getQuantity).sum();
    }

    /** 0 unless the books are wrong. */
    public static long imbalance(StockState stock) {
        return stock.getAvailable()
                + held(stock)
                + stock.getSold()
                - stock.getReceived()
                - stock.getMovedIn()
                + stock.getMovedOut();
    }

    public static Optional<StockHold> hold(StockState stock, String holder) {
        return stock.getHoldsList().stream()
                .filter(hold -> hold.getHolder().equals(holder))
                .findFirst();
    }

    public static Optional<Sale> sale(StockState stock, String holder) {
        return stock.getSalesList().stream()
                .filter(sale -> sale.getHolder().equals(holder))
                .findFirst();
    }

    /** @throws DamagedEvent if the payload is none of a stock */
    public static StockChange change(Event event) {
        return change(event.payload(), event.id());
    }

    private static StockChange change(Bytes payload, String event) {
        try {
            return StockChange.parseFrom(payload.array());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedEvent("event " + event + " is none of a stock");
        }
    }

    @Override
    public Decision decide(StockState stock, StockCommand command) {
        return switch (command) {
            case StockCommand.Receive receive -> received(stock, receive);
            case StockCommand.Reserve reserve -> reserved(stock, reserve);
            case StockCommand.Confirm confirm -> confirmed(stock, confirm);
            case StockCommand.Release release -> released(stock, release);
            case StockCommand.SendShare send -> sent(stock, send);
            case StockCommand.TakeShare take ->
                Decision.of(event(
                        SHARE_TAKEN,
                        change(take.quantity())
                                .setOtherRegion(take.fromRegion())
                                .build()));
            case StockCommand.Sweep sweep -> swept(stock, sweep);
        };
    }

    private StockChange.Builder change(long quantity) {
        return StockChange.newBuilder().setSku(sku).setRegion(region).setQuantity(quantity);
    }

    private Decision received(StockState stock, StockCommand.Receive receive) {
        if (stock.getReceived() + receive.quantity() > Limits.MOST_STOCK) {
            throw new Refusal(
                    Reason.TOO_MUCH, "of item " + sku + " at most " + Limits.MOST_STOCK + " can ever be received");
        }
        return Decision.of(event(RECEIVED, change(receive.quantity()).build()));
    }

    private void checkAvailable(StockState stock, long quantity) {
        if (stock.getAvailable() < quantity) {
            throw new Refusal(
                    Reason.NOT_ENOUGH_STOCK,
                    "region " + region + " has " + stock.getAvailable() + " of item " + sku + ", not " + quantity);
        }
    }

    private Decision reserved(StockState stock, StockCommand.Reserve reserve) {
        if (hold(stock, reserve.holder()).isPresent()
                || sale(stock, reserve.holder()).isPresent()) {
            // A guard recognises what comes twice: this is another request under the same name.
            throw new Refusal(Reason.EXISTS, reserve.holder() + " has some of item " + sku + " already");
        }
        checkAvailable(stock, reserve.quantity());
        if (stock.getHoldsCount() + stock.getSalesCount() >= Limits.MOST_HOLDS) {
            throw new Refusal(Reason.NO_ROOM, "item " + sku + " has too many holds and late sales");
        }
        return Decision.of(event(
                RESERVED,
                change(reserve.quantity())
                        .setHolder(reserve.holder())
                        .setUntilMillis(reserve.untilMillis())
                        .build()));
    }

    private Decision confirmed(StockState stock, StockCommand.Confirm confirm) {
        StockHold hold = hold(stock, confirm.holder())
                .filter(found -> found.getQuantity() == confirm.quantity())
                .orElseThrow(() -> new Refusal(
                        Reason.HOLD_ENDED,
                        confirm.holder() + " does not hold " + confirm.quantity() + " of item " + sku + " any more"));
        return Decision.of(event(
                SOLD, change(hold.getQuantity()).setHolder(confirm.holder()).build()));
    }

    private Decision released(StockState stock, StockCommand.Release release) {
        Optional<StockHold> hold = hold(stock, release.holder());
        if (hold.isPresent()) {
            return Decision.of(event(
                    RELEASED,
                    change(hold.get().getQuantity()).setHolder(release.holder()).build()));
        }
        return sale(stock, release.holder())
                .map(sale -> Decision.of(event(
                        UNDONE,
                        change(sale.getQuantity()).setHolder(release.holder()).build())))
                .orElseGet(() -> Decision.nothing(Bytes.EMPTY));
    }

    private Decision sent(StockState stock, StockCommand.SendShare send) {
        checkAvailable(stock, send.quantity());
        return Decision.of(event(
                SHARE_SENT,
                change(send.quantity()).setOtherRegion(send.toRegion()).build()));
    }

    private Decision swept(StockState stock, StockCommand.Sweep sweep) {
        List<NewEvent> events = new ArrayList<>();
        List<String> ended = sweep.ended().stream()
                .filter(holder -> hold(stock, holder).isPresent())
                .toList();
        if (!ended.isEmpty()) {
            events.add(event(HOLDS_ENDED, change(0).addAllHolders(ended).build()));
        }
        List<String> settled = sweep.settled().stream()
                .filter(holder -> sale(stock, holder).isPresent())
                .toList();
        if (!settled.isEmpty()) {
            events.add(event(SALES_SETTLED, change(0).addAllHolders(settled).build()));
        }
        return new Decision(events, Bytes.EMPTY);
    }

    @Override
    public StockState apply(StockState before, Event event) {
        if (!EVENTS.contains(event.type())) {
            // Of a newer version: what it changes here is in fields that this one does not know.
            return before;
        }
        StockChange change = change(event);
        long quantity = change.getQuantity();
        StockState.Builder stock = before.toBuilder().setSku(change.getSku()).setRegion(change.getRegion());
        switch (event.type()) {
            case RECEIVED ->
                stock.setReceived(before.getReceived() + quantity).setAvailable(before.getAvailable() + quantity);
            case RESERVED ->
                stock.setAvailable(before.getAvailable() - quantity)
                        .addHolds(StockHold.newBuilder()
                                .setHolder(change.getHolder())
                                .setQuantity(quantity)
                                .setUntilMillis(change.getUntilMillis()));
            case SOLD -> sold(stock, change, event);
            case RELEASED -> freed(stock, List.of(change.getHolder()));
            case UNDONE -> {
                removeSales(stock, List.of(change.getHolder()));
                stock.setSold(before.getSold() - quantity).setAvailable(before.getAvailable() + quantity);
            }
            case SHARE_SENT ->
                stock.setMovedOut(before.getMovedOut() + quantity).setAvailable(before.getAvailable() - quantity);
            case SHARE_TAKEN ->
                stock.setMovedIn(before.getMovedIn() + quantity).setAvailable(before.getAvailable() + quantity);
            case HOLDS_ENDED -> freed(stock, change.getHoldersList());
            case SALES_SETTLED -> removeSales(stock, change.getHoldersList());
            default -> throw new IllegalStateException("no rule for event " + event);
        }
        return stock.build();
    }

    private static void sold(StockState.Builder stock, StockChange change, Event event) {
        long until = 0;
        for (int i = stock.getHoldsCount() - 1; i >= 0; i--) {
            if (stock.getHolds(i).getHolder().equals(change.getHolder())) {
                until = stock.getHolds(i).getUntilMillis();
                stock.removeHolds(i);
            }
        }
        long from = Math.max(until, event.recordedAt().toEpochMilli());
        stock.setSold(stock.getSold() + change.getQuantity())
                .addSales(Sale.newBuilder()
                        .setHolder(change.getHolder())
                        .setQuantity(change.getQuantity())
                        .setSettledAtMillis(from + Limits.UNDOABLE_FOR.toMillis()));
    }

    private static void freed(StockState.Builder stock, List<String> holders) {
        long free = 0;
        for (int i = stock.getHoldsCount() - 1; i >= 0; i--) {
            if (holders.contains(stock.getHolds(i).getHolder())) {
                free += stock.getHolds(i).getQuantity();
                stock.removeHolds(i);
            }
        }
        stock.setAvailable(stock.getAvailable() + free);
    }

    private static void removeSales(StockState.Builder stock, List<String> holders) {
        for (int i = stock.getSalesCount() - 1; i >= 0; i--) {
            if (holders.contains(stock.getSales(i).getHolder())) {
                stock.removeSales(i);
            }
        }
    }
}

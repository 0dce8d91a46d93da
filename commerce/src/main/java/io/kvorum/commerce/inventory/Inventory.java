package io.kvorum.commerce.inventory;

import io.kvorum.commerce.domain.Answered;
import io.kvorum.commerce.domain.AnsweredType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.http.ProblemException;
import io.kvorum.commerce.record.Sale;
import io.kvorum.commerce.record.StockChange;
import io.kvorum.commerce.record.StockHold;
import io.kvorum.commerce.record.StockState;
import io.kvorum.commerce.store.Directory;
import io.kvorum.commerce.store.Overdue;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.commerce.store.Sweeper;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.inbox.Inbox;
import io.kvorum.integrity.outbox.DeliveryRefused;
import io.kvorum.integrity.saga.StepGuards;
import io.kvorum.integrity.saga.StepRefused;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The shares of items that a region has. Any number of instances; safe for use by many threads. */
public final class Inventory {
    private final String region;
    private final RegionStore store;
    private final TagUpdates updates;
    private final StepGuards guards;
    private final Inbox inbox;
    private final Directory items;

    /** @param quantity positive */
    public record Line(String sku, long quantity) {}

    public Inventory(RegionStore store) {
        this.region = store.region();
        this.store = store;
        this.updates = store.updates(store.buckets().stock());
        this.guards = store.stepGuards();
        this.inbox = store.inbox();
        this.items = new Directory(
                "items",
                StockType.EVENTS,
                Set.of(StockType.RECEIVED, StockType.SHARE_TAKEN),
                store.updates(store.buckets().views()),
                store.archive());
    }

    public String region() {
        return region;
    }

    private Aggregates<StockState, Answered<StockCommand>> shares(String sku) {
        return new Aggregates<>(
                updates,
                new AnsweredType<>(new StockType(region, sku)),
                store.keys().signer());
    }

    private static String sku(AggregateId share) {
        return share.id().substring(share.id().indexOf(':') + 1);
    }

    /** By a linearizable read. */
    public Aggregate<StockState> read(String sku) {
        return shares(sku).read(StockType.id(region, sku));
    }

    /** All items that the region has ever had. */
    public List<String> items() {
        return items.list().stream().map(Inventory::sku).toList();
    }

    /** @param answer what the caller is told, now and whenever the request comes again */
    public Execution<StockState> execute(String sku, StockCommand command, CommandOptions options, Bytes answer) {
        return shares(sku).execute(StockType.id(region, sku), new Answered<>(command, answer), options);
    }

    /**
     * Does what a saga asks, line by line: each is an aggregate with a mark of its own. If one refuses, the saga cancels all of them.
     *
     * @return whether all was done before
     * @throws StepRefused if one will not
     * @throws ProblemException 422 if the same step came before with other quantities
     */
    public boolean step(StepRequest request, List<Line> lines) {
        boolean replayed = true;
        for (Line line : lines) {
            Bytes told = Bytes.ofUtf8(Long.toString(line.quantity()));
            Execution<StockState> done;
            try {
                done = execute(
                        line.sku(), command(request, line), CommandOptions.DEFAULT.guard(guards.of(request)), told);
            } catch (Refusal e) {
                if (e.reason() == Reason.NO_ROOM) {
                    throw e;
                }
                throw new StepRefused(String.valueOf(e.getMessage()));
            }
            if (!done.outcome().equals(told)) {
                throw new ProblemException(
                        Kind.KEY_REUSED, request + " came before with another quantity of item " + line.sku());
            }
            replayed &= done.replayed();
        }
        return replayed;
    }

    private static StockCommand command(StepRequest request, Line line) {
        String holder = request.saga().tag();
        return switch (request.direction()) {
            case TRY -> new StockCommand.Reserve(holder, line.quantity(), request.holdUntilMillis());
            case CONFIRM -> new StockCommand.Confirm(holder, line.quantity());
            case CANCEL -> new StockCommand.Release(holder);
        };
    }

    /**
     * Takes a share that another region has sent.
     *
     * @throws DeliveryRefused if it is not for this region
     */
    public void take(Event event) {
        if (!event.type().equals(StockType.SHARE_SENT)) {
            throw new DeliveryRefused("inventory takes no event '" + event.type() + "'");
        }
        StockChange share = StockType.change(event);
        if (!share.getOtherRegion().equals(region)) {
            throw new DeliveryRefused("event " + event.id() + " sends a share to region " + share.getOtherRegion()
                    + ", and not to " + region);
        }
        Execution<StockState> unused = execute(
                share.getSku(),
                new StockCommand.TakeShare(share.getRegion(), share.getQuantity()),
                CommandOptions.DEFAULT.cause(event).guard(inbox.of(event)),
                Bytes.EMPTY);
    }

    /** Keeps the list of items. */
    public void listen(Event event) {
        items.apply(event);
    }

    /** Ends holds whose time is over. */
    public Sweeper.Sweep sweep() {
        return new Sweeper.Sweep() {
            @Override
            public OptionalLong firstEnd(TagContents contents) {
                return contents.tag().startsWith(StockType.NAME + "-")
                        ? state(contents).getHoldsList().stream()
                                .mapToLong(StockHold::getUntilMillis)
                                .min()
                        : OptionalLong.empty();
            }

            @Override
            public boolean sweep(TagContents contents) {
                return Inventory.this.sweep(contents);
            }
        };
    }

    private StockState state(TagContents contents) {
        return shares(sku(AggregateId.ofTag(contents.tag()))).of(contents).state();
    }

    private boolean sweep(TagContents contents) {
        long now = updates.store().clusterMillis();
        StockState stock = state(contents);
        List<StockHold> ended = stock.getHoldsList().stream()
                .filter(hold -> hold.getUntilMillis() <= now)
                .toList();
        if (ended.isEmpty()) {
            return false;
        }
        // What is long over goes along.
        List<Sale> settled = stock.getSalesList().stream()
                .filter(sale -> sale.getSettledAtMillis() <= now)
                .toList();
        long latest = Math.max(
                ended.stream().mapToLong(StockHold::getUntilMillis).max().orElseThrow(),
                settled.stream().mapToLong(Sale::getSettledAtMillis).max().orElse(0));
        Bytes outcome = execute(
                        sku(AggregateId.ofTag(contents.tag())),
                        new StockCommand.Sweep(
                                ended.stream().map(StockHold::getHolder).toList(),
                                settled.stream().map(Sale::getHolder).toList()),
                        CommandOptions.DEFAULT.guard(Overdue.since(latest)),
                        Bytes.EMPTY)
                .outcome();
        return !outcome.equals(Overdue.NOT_YET);
    }
}

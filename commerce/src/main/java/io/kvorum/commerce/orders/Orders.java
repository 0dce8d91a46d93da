package io.kvorum.commerce.orders;

import io.kvorum.commerce.domain.Answered;
import io.kvorum.commerce.domain.AnsweredType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderStatus;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.idempotency.Attempt;
import io.kvorum.integrity.idempotency.Begun;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import io.kvorum.integrity.outbox.TagWork;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.Saga;
import io.kvorum.integrity.saga.SagaOptions;
import io.kvorum.integrity.saga.SagaPhase;
import io.kvorum.integrity.saga.Sagas;
import io.kvorum.integrity.saga.StepCall;
import io.kvorum.integrity.saga.StepGuards;
import io.kvorum.integrity.saga.StepRefused;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;

/** The orders of a region, and their sagas. Any number of instances; safe for use by many threads. */
public final class Orders {
    private final TagUpdates updates;
    private final StepGuards guards;
    private final Idempotency idempotency;
    private final Aggregates<OrderState, Answered<OrderCommand>> orders;
    private final Sagas<OrderPlaced> sagas;

    /** @param stock and {@code payment}: the other participants of the checkout, see {@link Checkout.Participants} */
    public Orders(
            RegionStore store,
            Checkout checkout,
            StepCall<OrderPlaced> stock,
            StepCall<OrderPlaced> payment,
            SagaOptions options) {
        this.updates = store.updates(store.buckets().orders());
        this.guards = store.stepGuards();
        this.idempotency = store.idempotency();
        this.orders = new Aggregates<>(
                updates, new AnsweredType<>(new OrderType()), store.keys().signer());
        this.sagas = new Sagas<>(
                updates,
                checkout.saga(new Checkout.Participants(stock, payment, input -> ship(input.request()))),
                options);
    }

    public Sagas<OrderPlaced> sagas() {
        return sagas;
    }

    /** By a linearizable read. */
    public Aggregate<OrderState> read(String order) {
        return orders.read(OrderType.id(order));
    }

    /** How far its saga is; by a linearizable read. */
    public Optional<Saga<OrderPlaced>> checkout(String order) {
        return sagas.read(order);
    }

    /** Places an order and begins its saga, in one write. @param answer what the caller is told */
    public Execution<OrderState> place(OrderPlaced order, IdempotentRequest request, Bytes answer) {
        return execute(
                order.getId(),
                new OrderCommand.Place(order),
                CommandOptions.DEFAULT.guard(idempotency.once(request)).guard(sagas.starting(order.getId(), order)),
                answer);
    }

    /** @param answer what the caller is told, now and whenever the request comes again */
    public Execution<OrderState> execute(String order, OrderCommand command, CommandOptions options, Bytes answer) {
        return orders.execute(OrderType.id(order), new Answered<>(command, answer), options);
    }

    /**
     * Asks for an order to be cancelled. Its saga does so, if it is not decided yet; the order is cancelled once all is undone.
     *
     * @param answer what the caller is told if it will be
     * @return whether it was asked for before
     * @throws Refusal if there is no such order, or if it is too late
     * @throws RuntimeException of idempotent requests
     */
    public Cancellation cancel(String order, IdempotentRequest request, String reason, Bytes answer) {
        AggregateId id = OrderType.id(order);
        if (!orders.read(id).exists()) {
            throw new Refusal(Reason.UNKNOWN, "there is no such order");
        }
        return switch (idempotency.begin(updates, id.tag(), request)) {
            case Begun.Replay replay -> new Cancellation.Asked(replay.outcome(), true);
            case Begun.Mismatch mismatch -> new Cancellation.OtherRequest();
            case Begun.InProgress running -> new Cancellation.Running(running.retryAfter());
            case Begun.Started started -> {
                askSaga(order, started.attempt(), reason);
                Bytes told = updates.update(
                        id.tag(), view -> idempotency.complete(started.attempt(), view, new TagWrite(), answer));
                yield new Cancellation.Asked(told, false);
            }
        };
    }

    private void askSaga(String order, Attempt attempt, String reason) {
        if (!sagas.cancel(order, reason)) {
            // Nothing was done, so the key need not wait.
            idempotency.release(updates, OrderType.id(order).tag(), attempt);
            throw new Refusal(
                    Reason.NOT_NOW, "order " + order + " is decided: what is paid can be refunded, not cancelled");
        }
    }

    /** The last step of the saga. It is done in the saga's own tag, and has a mark there as any other participant's has. */
    private Bytes ship(StepRequest request) {
        OrderCommand command = request.direction() == Direction.CANCEL
                ? new OrderCommand.Cancel("its shipment was refused")
                : new OrderCommand.Ship();
        try {
            return execute(
                            request.saga().id(),
                            command,
                            CommandOptions.DEFAULT.guard(guards.of(request)),
                            Bytes.ofUtf8(Checkout.SHIP))
                    .outcome();
        } catch (Refusal e) {
            throw new StepRefused(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Cancels orders whose sagas are cancelled: the saga says so in the tag of the order, and the feed tells. It is done from what both are now, so it
     * may be done again, and is done by whoever comes after a crash.
     */
    public TagWork cancelling() {
        return new TagWork() {
            @Override
            public boolean isWaiting(TagContents contents) {
                return sagas.of(contents)
                                .filter(saga -> saga.phase() == SagaPhase.CANCELLED)
                                .isPresent()
                        && orders.of(contents).state().getStatus() != OrderStatus.ORDER_STATUS_CANCELLED;
            }

            @Override
            public long work(TagContents contents, long before) {
                String reason = sagas.of(contents).map(Saga::reason).orElse("");
                Execution<OrderState> unused = execute(
                        AggregateId.ofTag(contents.tag()).id(),
                        new OrderCommand.Cancel(reason),
                        CommandOptions.DEFAULT,
                        Bytes.EMPTY);
                return before;
            }
        };
    }
}

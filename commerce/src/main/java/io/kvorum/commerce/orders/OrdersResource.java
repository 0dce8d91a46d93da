package io.kvorum.commerce.orders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvorum.commerce.domain.Limits;
import io.kvorum.commerce.domain.Names;
import io.kvorum.commerce.http.Call;
import io.kvorum.commerce.http.Fields;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.http.ProblemException;
import io.kvorum.commerce.http.Reply;
import io.kvorum.commerce.http.Requests;
import io.kvorum.commerce.http.Route;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.OrderLine;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderView;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.guard.ETag;
import io.kvorum.integrity.idempotency.DerivedIds;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import io.kvorum.integrity.projection.Totals;
import io.kvorum.integrity.projection.View;
import io.kvorum.integrity.projection.ViewCache;
import io.kvorum.integrity.saga.Saga;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The HTTP of orders. */
public final class OrdersResource {
    private static final String CACHE = "max-age=1, stale-while-revalidate=10";

    private final String region;
    private final Orders orders;
    private final OrderViews views;
    private final Idempotency idempotency;

    public OrdersResource(String region, Orders orders, OrderViews views, Idempotency idempotency) {
        this.region = region;
        this.orders = orders;
        this.views = views;
        this.idempotency = idempotency;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/orders", this::place),
                Route.get("/orders/{id}", this::order),
                Route.get("/orders/{id}/checkout", this::checkout),
                Route.post("/orders/{id}/cancel", this::cancel),
                Route.put("/orders/{id}/address", this::changeAddress),
                Route.get("/revenue", this::revenue));
    }

    private Reply place(Call call) {
        IdempotentRequest request = Requests.idempotent("place_order", call);
        OrderPlaced order = read(call.fields(), DerivedIds.of("order", region, request.id()));
        ObjectNode answer =
                Json.object().put("id", order.getId()).put("region", region).put("status", "placed");
        answer.set("total", money(order.getCurrency(), order.getTotalMinor()));
        return Reply.of(201, orders.place(order, request, Json.bytes(answer)))
                .header("Location", "/orders/" + order.getId());
    }

    private OrderPlaced read(Fields body, String id) {
        OrderPlaced.Builder order = OrderPlaced.newBuilder()
                .setId(id)
                .setRegion(region)
                .setAccount(body.name("account", Names.NAME))
                .setCurrency(body.currency("currency"))
                .setAddress(body.text("address", Limits.LONGEST_ADDRESS));
        Money total = Money.zero(order.getCurrency());
        Set<String> skus = new HashSet<>();
        for (Fields field : body.list("lines", Limits.MOST_LINES)) {
            OrderLine line = OrderLine.newBuilder()
                    .setSku(field.name("sku", Names.NAME))
                    .setQuantity(field.number("quantity", 1, Limits.MOST_QUANTITY))
                    .setUnitPriceMinor(field.number("unitPriceMinor", 1, Money.MOST_MINOR))
                    .build();
            field.end();
            if (!skus.add(line.getSku())) {
                throw new ProblemException(Kind.BAD_REQUEST, "item " + line.getSku() + " is in two lines; add them up");
            }
            try {
                total = total.plus(new Money(order.getCurrency(), line.getUnitPriceMinor()).times(line.getQuantity()));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(Kind.TOO_MUCH, "the total is too large: " + e.getMessage());
            }
            order.addLines(line);
        }
        body.end();
        return order.setTotalMinor(total.minor()).build();
    }

    private static ObjectNode money(String currency, long minor) {
        return Json.object().put("currency", currency).put("minor", minor);
    }

    /** From the read model: as of some time, which is said; with {@code ?consistency=quorum} as the order is now. */
    private Reply order(Call call) {
        String id = call.parameter("id", Names.DERIVED);
        if (call.consistency() == Call.Consistency.LOCAL) {
            ViewCache.Cached<OrderView> cached = views.glance(id);
            if (cached.view().value().hasPlaced() && isNewEnough(call, cached.view())) {
                // Weak: it may be of another instant than what the version of the order says.
                return Requests.read(
                                call,
                                new ETag("view-" + cached.view().version(), true),
                                () -> Reply.json(200, shown(cached.view(), cached.stale())))
                        .header("As-Of", cached.view().asOf().newest().toString())
                        .header("Age", Long.toString(cached.age().toSeconds()))
                        .header("Cache-Control", CACHE);
            }
        }
        Aggregate<OrderState> order = existing(id);
        View<OrderView> view = views.refresh(order);
        return Requests.read(call, order.version(), () -> Reply.json(200, shown(view, false)))
                .header("As-Of", view.asOf().newest().toString())
                .header("Age", "0")
                .header("Cache-Control", CACHE);
    }

    /** {@code Min-As-Of}: the caller has seen something of then, and does not want to see what was before. */
    private static boolean isNewEnough(Call call, View<OrderView> view) {
        Optional<String> asked = call.header("Min-As-Of");
        if (asked.isEmpty()) {
            return true;
        }
        try {
            return !view.asOf().newest().isBefore(Instant.parse(asked.get()));
        } catch (DateTimeParseException e) {
            throw new ProblemException(Kind.BAD_REQUEST, "Min-As-Of is a time as 2026-01-01T00:00:00Z");
        }
    }

    private Aggregate<OrderState> existing(String id) {
        Aggregate<OrderState> order = orders.read(id);
        if (!order.exists()) {
            throw new ProblemException(Kind.UNKNOWN, "there is no such order");
        }
        return order;
    }

    private static String word(Enum<?> constant) {
        String name = constant.name();
        return name.substring(name.lastIndexOf("STATUS_") < 0 ? 0 : name.lastIndexOf('_') + 1)
                .toLowerCase(Locale.ROOT);
    }

    private static Bytes shown(View<OrderView> view, boolean stale) {
        OrderView order = view.value();
        OrderPlaced placed = order.getPlaced();
        ObjectNode body = Json.object()
                .put("id", placed.getId())
                .put("region", placed.getRegion())
                .put("status", word(order.getStatus()))
                .put("reason", order.getReason())
                .put("account", placed.getAccount())
                .put("address", order.getAddress())
                .put("shipped", order.getShipped())
                .put("payment", word(order.getPayment()));
        body.set("total", money(placed.getCurrency(), placed.getTotalMinor()));
        body.set("captured", money(placed.getCurrency(), order.getCapturedMinor()));
        body.set("refunded", money(placed.getCurrency(), order.getRefundedMinor()));
        ArrayNode lines = body.putArray("lines");
        placed.getLinesList()
                .forEach(line -> lines.addObject()
                        .put("sku", line.getSku())
                        .put("quantity", line.getQuantity())
                        .put("unitPriceMinor", line.getUnitPriceMinor()));
        return Json.bytes(body.put("asOf", view.asOf().newest().toString()).put("stale", stale));
    }

    /** How far the saga is: always as the majority has it. */
    private Reply checkout(Call call) {
        Saga<OrderPlaced> saga = orders.checkout(call.parameter("id", Names.DERIVED))
                .orElseThrow(() -> new ProblemException(Kind.UNKNOWN, "there is no such order"));
        ObjectNode body = Json.object()
                .put("order", saga.id().id())
                .put("phase", word(saga.phase()))
                .put("reason", saga.reason())
                .put("token", saga.token())
                .put("startedAt", saga.startedAt().toString())
                .put("deadline", saga.deadline().toString());
        ArrayNode steps = body.putArray("steps");
        saga.steps().forEach(step -> steps.addObject().put("name", step.name()).put("progress", word(step.progress())));
        return Reply.json(200, Json.bytes(body));
    }

    private Reply cancel(Call call) {
        String id = call.parameter("id", Names.DERIVED);
        IdempotentRequest request = Requests.idempotent("cancel_order", call);
        Fields body = call.fields();
        String reason = body.text("reason", Limits.LONGEST_REASON);
        body.end();
        Bytes answer = Json.bytes(Json.object().put("id", id).put("status", "cancelling"));
        return switch (orders.cancel(id, request, reason, answer)) {
            case Cancellation.Asked asked -> Reply.json(202, asked.answer()).replayed(asked.replayed());
            case Cancellation.OtherRequest other ->
                throw new ProblemException(
                        Kind.KEY_REUSED, Requests.KEY + " was used for another request about this order");
            case Cancellation.Running running ->
                throw new ProblemException(
                        Kind.IN_PROGRESS, "the same request is being carried out", running.retryAfter());
        };
    }

    private Reply changeAddress(Call call) {
        String id = call.parameter("id", Names.DERIVED);
        CommandOptions options = CommandOptions.DEFAULT
                .guard(idempotency.once(Requests.idempotent("change_address", call)))
                .guard(Requests.preconditions(call).required().onWrite());
        Fields body = call.fields();
        String address = body.text("address", Limits.LONGEST_ADDRESS);
        body.end();
        Aggregate<OrderState> unused = existing(id);
        return Reply.of(
                200,
                orders.execute(
                        id,
                        new OrderCommand.ChangeAddress(address),
                        options,
                        Json.bytes(Json.object().put("id", id).put("address", address))));
    }

    private Reply revenue(Call call) {
        Totals.Sums sums = views.revenue();
        ObjectNode body = Json.object().put("region", region);
        ObjectNode byCurrency = body.putObject("minor");
        sums.sums().forEach(byCurrency::put);
        return Reply.json(200, Json.bytes(body.put("asOf", sums.newest().toString())))
                .header("As-Of", sums.newest().toString());
    }
}

package io.kvorum.commerce.inventory;

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
import io.kvorum.commerce.http.StepBodies;
import io.kvorum.commerce.inventory.Inventory.Line;
import io.kvorum.commerce.record.StockState;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.idempotency.DerivedIds;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.StepRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The HTTP of inventory. */
public final class InventoryResource {
    /** The type of the sagas that reserve: those of orders. */
    private static final String SAGA = "order";

    private final Inventory inventory;
    private final Idempotency idempotency;
    private final Predicate<String> isRegion;

    /** @param isRegion whether shares can be sent there */
    public InventoryResource(Inventory inventory, Idempotency idempotency, Predicate<String> isRegion) {
        this.inventory = inventory;
        this.idempotency = idempotency;
        this.isRegion = isRegion;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/stock/{sku}", this::stock),
                Route.post("/stock/{sku}/receipts", this::receive),
                Route.post("/stock/{sku}/shares", this::send),
                Route.post("/reservations/{id}/reserve", call -> step(call, Direction.TRY)),
                Route.post("/reservations/{id}/confirm", call -> step(call, Direction.CONFIRM)),
                Route.post("/reservations/{id}/release", call -> step(call, Direction.CANCEL)));
    }

    /** Always as the majority has it: stock that is shown must not be sold already. */
    private Reply stock(Call call) {
        Call.Consistency unused = call.consistency();
        String sku = call.parameter("sku", Names.NAME);
        Aggregate<StockState> share = inventory.read(sku);
        if (!share.exists()) {
            throw new ProblemException(Kind.UNKNOWN, "region " + inventory.region() + " has never had an item " + sku);
        }
        StockState stock = share.state();
        return Requests.read(
                call,
                share.version(),
                () -> Reply.json(
                                200,
                                Json.bytes(Json.object()
                                        .put("sku", sku)
                                        .put("region", inventory.region())
                                        .put("available", stock.getAvailable())
                                        .put("reserved", StockType.held(stock))
                                        .put("sold", stock.getSold())
                                        .put("received", stock.getReceived())
                                        .put("movedIn", stock.getMovedIn())
                                        .put("movedOut", stock.getMovedOut())
                                        .put("version", share.version())
                                        .put("updatedAt", share.updatedAt().toString())))
                        .header("As-Of", share.updatedAt().toString()));
    }

    private ObjectNode told(String sku, long quantity) {
        return Json.object().put("sku", sku).put("region", inventory.region()).put("quantity", quantity);
    }

    private CommandOptions options(String operation, Call call) {
        return CommandOptions.DEFAULT
                .guard(idempotency.once(Requests.idempotent(operation, call)))
                .guard(Requests.preconditions(call).onWrite());
    }

    private Reply receive(Call call) {
        String sku = call.parameter("sku", Names.NAME);
        CommandOptions options = options("receive_stock", call);
        Fields body = call.fields();
        long quantity = body.number("quantity", 1, Limits.MOST_QUANTITY);
        body.end();
        Bytes answer = Json.bytes(told(sku, quantity));
        return Reply.of(201, inventory.execute(sku, new StockCommand.Receive(quantity), options, answer));
    }

    private Reply send(Call call) {
        String sku = call.parameter("sku", Names.NAME);
        CommandOptions options = options("send_share", call);
        Fields body = call.fields();
        String region = body.name("toRegion", Names.REGION);
        long quantity = body.number("quantity", 1, Limits.MOST_QUANTITY);
        body.end();
        if (region.equals(inventory.region()) || !isRegion.test(region)) {
            throw new ProblemException(
                    Kind.BAD_REQUEST, "shares can be sent to another region that is known, and not to " + region);
        }
        ObjectNode answer = told(sku, quantity)
                .put("toRegion", region)
                .put("move", DerivedIds.of("share", inventory.region(), sku, Requests.key(call)));
        return Reply.of(
                202, inventory.execute(sku, new StockCommand.SendShare(region, quantity), options, Json.bytes(answer)));
    }

    private Reply step(Call call, Direction direction) {
        Fields body = call.fields();
        StepRequest request = StepBodies.read(call, body, SAGA, direction);
        List<Line> lines = lines(body);
        body.end();
        boolean replayed = inventory.step(request, lines);
        return Reply.json(
                        200,
                        Json.bytes(Json.object()
                                .put("holder", request.saga().tag())
                                .put("step", request.step())
                                .put("region", inventory.region())))
                .replayed(replayed);
    }

    private static List<Line> lines(Fields body) {
        List<Line> lines = new ArrayList<>();
        Set<String> skus = new HashSet<>();
        for (Fields field : body.list("lines", Limits.MOST_LINES)) {
            Line line = new Line(field.name("sku", Names.NAME), field.number("quantity", 1, Limits.MOST_QUANTITY));
            field.end();
            if (!skus.add(line.sku())) {
                throw new ProblemException(Kind.BAD_REQUEST, "item " + line.sku() + " is in two lines; add them up");
            }
            lines.add(line);
        }
        return lines;
    }
}

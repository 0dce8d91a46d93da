package io.kvorum.commerce.orders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.commerce.domain.Limits;
import io.kvorum.commerce.domain.Names;
import io.kvorum.commerce.http.Call;
import io.kvorum.commerce.http.Call.Consistency;
import io.kvorum.commerce.http.Fields;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.http.ProblemException;
import io.kvorum.commerce.http.Reply;
import io.kvorum.commerce.http.Requests;
import io.kvorum.commerce.http.Route;
import io.kvorum.commerce.record.CartRequestRecord;
import io.kvorum.crdt.codec.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP of carts. A request's record is beside what it changed and not in one write with it, for maps have no such writes: a retry that comes after a crash in
 * between sets the same once more. A retry that finds the record changes nothing, however late it is.
 */
public final class CartResource {
    private final Carts carts;

    public CartResource(Carts carts) {
        this.carts = carts;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/carts/{cart}", this::cart),
                Route.put("/carts/{cart}/items/{sku}", this::put),
                Route.delete("/carts/{cart}/items/{sku}", this::remove));
    }

    private Reply cart(Call call) {
        String name = call.parameter("cart", Names.NAME);
        Carts.Cart cart = carts.read(name, call.consistency());
        ObjectNode body = Json.object().put("cart", name);
        ArrayNode items = body.putArray("items");
        cart.items()
                .forEach((sku, quantity) -> items.addObject().put("sku", sku).put("quantity", quantity));
        cart.asOf().ifPresent(asOf -> body.put("asOf", asOf.toString()));
        Reply reply = Reply.json(200, Json.bytes(body));
        return cart.asOf().map(asOf -> reply.header("As-Of", asOf.toString())).orElse(reply);
    }

    private Reply put(Call call) {
        String cart = call.parameter("cart", Names.NAME);
        String sku = call.parameter("sku", Names.NAME);
        String key = Requests.key(call);
        Fields body = call.fields();
        long quantity = body.number("quantity", 1, Limits.MOST_QUANTITY);
        body.end();
        Bytes answer =
                Json.bytes(Json.object().put("cart", cart).put("sku", sku).put("quantity", quantity));
        return once(call, cart, key, answer, () -> {
            var items = carts.read(cart, Consistency.LOCAL).items();
            if (items.size() >= Limits.MOST_CART_ITEMS && !items.containsKey(sku)) {
                throw new ProblemException(
                        Kind.TOO_MUCH, "a cart has at most " + Limits.MOST_CART_ITEMS + " different items");
            }
            carts.put(cart, sku, quantity);
        });
    }

    private Reply remove(Call call) {
        String cart = call.parameter("cart", Names.NAME);
        String sku = call.parameter("sku", Names.NAME);
        String key = Requests.key(call);
        Bytes answer =
                Json.bytes(Json.object().put("cart", cart).put("sku", sku).put("quantity", 0));
        return once(call, cart, key, answer, () -> carts.remove(cart, sku));
    }

    private Reply once(Call call, String cart, String key, Bytes answer, Runnable effect) {
        Bytes fingerprint = Requests.fingerprint(call);
        Optional<CartRequestRecord> known = carts.request(cart, key);
        if (known.isPresent()) {
            if (!Bytes.of(known.get().getFingerprint().toByteArray()).equals(fingerprint)) {
                throw new ProblemException(
                        Kind.KEY_REUSED, Requests.KEY + " was used for another request of this cart");
            }
            return Reply.json(200, Bytes.of(known.get().getOutcome().toByteArray()))
                    .replayed(true);
        }
        effect.run();
        carts.remember(
                cart,
                key,
                CartRequestRecord.newBuilder()
                        .setFingerprint(UnsafeByteOperations.unsafeWrap(fingerprint.array()))
                        .setOutcome(UnsafeByteOperations.unsafeWrap(answer.array()))
                        .build());
        return Reply.json(200, answer);
    }
}

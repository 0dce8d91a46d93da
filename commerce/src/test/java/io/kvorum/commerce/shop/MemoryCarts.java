package io.kvorum.commerce.shop;

import io.kvorum.commerce.http.Call.Consistency;
import io.kvorum.commerce.orders.Carts;
import io.kvorum.commerce.record.CartRequestRecord;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Carts of one place, in memory. */
public final class MemoryCarts implements Carts {
    private final Map<String, TreeMap<String, Long>> carts = new ConcurrentHashMap<>();
    private final Map<String, CartRequestRecord> requests = new ConcurrentHashMap<>();

    @Override
    public Cart read(String cart, Consistency consistency) {
        return new Cart(carts.getOrDefault(cart, new TreeMap<>()), Optional.empty());
    }

    @Override
    public void put(String cart, String sku, long quantity) {
        carts.computeIfAbsent(cart, made -> new TreeMap<>()).put(sku, quantity);
    }

    @Override
    public void remove(String cart, String sku) {
        carts.computeIfAbsent(cart, made -> new TreeMap<>()).remove(sku);
    }

    @Override
    public Optional<CartRequestRecord> request(String cart, String key) {
        return Optional.ofNullable(requests.get(cart + "/" + key));
    }

    @Override
    public void remember(String cart, String key, CartRequestRecord record) {
        requests.put(cart + "/" + key, record);
    }
}

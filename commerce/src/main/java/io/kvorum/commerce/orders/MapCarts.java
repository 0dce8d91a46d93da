package io.kvorum.commerce.orders;

import io.kvorum.client.Codec;
import io.kvorum.client.ElementPage;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.LastWriterBucket;
import io.kvorum.client.Level;
import io.kvorum.client.MapBucket;
import io.kvorum.client.MapEntry;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.http.Call.Consistency;
import io.kvorum.commerce.record.CartRequestRecord;
import io.kvorum.commerce.store.Buckets;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Carts in a bucket of maps: the field {@code items/SKU} is how many, {@code requests/KEY} a request that was carried out. Both are written by the
 * replicas of the own region, so a region that is cut off has its carts, and what was edited there meets the rest when it is back.
 */
public final class MapCarts implements Carts {
    private static final Duration KEEP_REQUESTS = Duration.ofDays(2);
    private static final String ITEMS = "items";
    private static final String REQUESTS = "requests";
    private static final Codec<Long> QUANTITY =
            Codec.of(quantity -> Bytes.ofUtf8(Long.toString(quantity)), bytes -> Long.parseLong(bytes.toUtf8()));
    private static final Codec<CartRequestRecord> RECORD = ProtoType.codec(CartRequestRecord.parser());

    private final MapBucket<String> carts;

    public MapCarts(KvorumClient client) {
        this.carts = client.map(Buckets.CARTS, Codec.utf8())
                .reading(ReadOptions.DEFAULT.level(Level.LOCAL_QUORUM))
                .writing(WriteOptions.DEFAULT.level(Level.LOCAL_QUORUM));
    }

    @Override
    public Cart read(String cart, Consistency consistency) {
        MapBucket<String> items = switch (consistency) {
            case LOCAL -> carts.map(ITEMS);
            case QUORUM ->
                carts.reading(ReadOptions.DEFAULT.level(Level.QUORUM)).map(ITEMS);
        };
        SortedMap<String, Long> found = new TreeMap<>();
        Optional<Instant> asOf = Optional.empty();
        Optional<Bytes> after = Optional.empty();
        do {
            ElementPage<MapEntry> page = items.page(cart, after, MapBucket.LARGEST_PAGE);
            page.elements().forEach(entry -> found.put(entry.name(), entry.last(QUANTITY)));
            asOf = page.receipt().asOf();
            after = page.next();
        } while (after.isPresent());
        return new Cart(found, asOf);
    }

    @Override
    public void put(String cart, String sku, long quantity) {
        var unused = carts.map(ITEMS).lastWriterRegister(sku, QUANTITY).set(cart, quantity);
    }

    @Override
    public void remove(String cart, String sku) {
        int unused = carts.remove(cart, List.of(Bytes.ofUtf8(ITEMS), Bytes.ofUtf8(sku)));
    }

    private LastWriterBucket<String, CartRequestRecord> requests(String key) {
        return carts.map(REQUESTS).lastWriterRegister(key, RECORD);
    }

    @Override
    public Optional<CartRequestRecord> request(String cart, String key) {
        return requests(key).get(cart).value();
    }

    @Override
    public void remember(String cart, String key, CartRequestRecord record) {
        var unused = requests(key)
                .writing(WriteOptions.DEFAULT.level(Level.LOCAL_QUORUM).ttl(KEEP_REQUESTS))
                .set(cart, record);
    }
}

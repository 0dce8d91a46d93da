/**
 * The Java client: routing, retries, sessions, typed values.
 *
 * <pre>{@code
 * try (KvorumClient client = KvorumClient.builder().endpoints("127.0.0.1:7101", "127.0.0.1:7102").build()) {
 *     Bucket<String, String> orders = client.bucket("orders", Codec.utf8(), Codec.utf8());
 *     Written written = orders.put("order-17", "new");
 *     Value<String> order = orders.get("order-17");
 *     orders.put("order-17", "paid", WriteOptions.DEFAULT.context(order.context()));   // replaces what was read
 *     Bucket<String, String> mine = orders.in(client.session());                       // reads see own writes
 *     mine.delete("order-17");
 *     mine.getAsync("order-17").thenAccept(gone -> System.out.println(gone.isPresent()));
 * }
 * }</pre>
 *
 * <p>Never loads the store's native libraries, and never repeats what is not safe to repeat. Whatever fails is a
 * {@link io.kvorum.client.KvorumException}, which says what happened to the data.
 */
@NullMarked
package io.kvorum.client;

import org.jspecify.annotations.NullMarked;

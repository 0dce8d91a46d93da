/**
 * Read models made from events: each view is a tag of a strong bucket, and holds its value and, for each aggregate that it hears of, the number of
 * the last event that is in it. Both are one write. So an event that comes twice does nothing, one that comes too early
 * brings those before it along from the archive, and a crash neither loses an effect nor repeats it.
 *
 * <p>A {@link io.kvorum.integrity.projection.ProjectionType} says which events change which view. Each answer says as of when it is
 * ({@link io.kvorum.integrity.projection.AsOf}); {@link io.kvorum.integrity.projection.Projection#refresh} brings a view up to what an aggregate is
 * now. {@link io.kvorum.integrity.projection.ViewCache} serves from memory, and knows from each event which view it changes.
 * {@link io.kvorum.integrity.projection.Totals} are sums. A new version of a projection is built beside the old one, and
 * {@link io.kvorum.integrity.projection.ServedVersion} switches all readers at once.
 *
 * <pre>{@code
 * ProjectionType<OrderView> orders = new ProjectionType<>("order_view", 2, codec, OrderView.EMPTY, List.of(
 *         new On.Change<>("order-placed", event -> event.aggregate().id(), OrderView::placed),
 *         new On.Change<>("payment-captured", event -> orderOf(event), OrderView::paid),
 *         new On.Ignored<>("order-printed")));
 * Projection<OrderView> views = new Projection<>(orders, updates, archive);
 * Transport transport = views::apply;                                   // of the relays of orders and of payments
 *
 * View<OrderView> view = views.read("17");
 * respond(view.value(), "ETag", view.version(), "As-Of", view.asOf().newest());
 * View<OrderView> now = views.refresh("17", orders.read(new AggregateId("order", "17")));       // ?consistency=quorum
 *
 * // Version 3, while version 2 serves: both hear of events, the archive is replayed, and then it serves.
 * archivedIds.forEach(version3::replay);
 * boolean switched = served.serve(2, 3);
 * }</pre>
 *
 * <p>See Young, <em>CQRS Documents</em> (2010), and RFC 5861 for stale-while-revalidate.
 */
@NullMarked
package io.kvorum.integrity.projection;

import org.jspecify.annotations.NullMarked;

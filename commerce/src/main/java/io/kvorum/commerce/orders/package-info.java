/**
 * Orders: what customers have ordered, and the saga that carries it out: stock is reserved, the payment held, both are confirmed, and the order is
 * shipped and closed; or all of it is undone.
 *
 * <p>{@link io.kvorum.commerce.orders.OrderType} is the domain. An order and its saga are in one tag, so that placing it begins the saga in the
 * same write ({@link io.kvorum.commerce.orders.Checkout}). {@link io.kvorum.commerce.orders.OrderViews} are read models from events of orders and of
 * payments; {@link io.kvorum.commerce.orders.Carts} are maps that may be edited in all regions at once.
 * {@link io.kvorum.commerce.orders.Orders} carries it out, {@link io.kvorum.commerce.orders.OrdersResource} is its HTTP.
 */
@NullMarked
package io.kvorum.commerce.orders;

import org.jspecify.annotations.NullMarked;

/**
 * Inventory: how much there is of each item, in each region. What a region has of an item is one aggregate, its share, in a strong bucket of that
 * region: so a region that is cut off sells what it has, and no two regions sell the same thing.
 *
 * <p>{@link io.kvorum.commerce.inventory.StockType} is the domain: receive, reserve, confirm, release, move a share. A reservation is the step of a
 * saga, ends by itself, and is guarded by the saga's token. A share that moves is first taken from the sender, told by its
 * outbox, and added by the receiver's inbox: while it is on its way nobody can sell it. {@link io.kvorum.commerce.inventory.Inventory} carries it
 * out, {@link io.kvorum.commerce.inventory.InventoryResource} is its HTTP.
 */
@NullMarked
package io.kvorum.commerce.inventory;

import org.jspecify.annotations.NullMarked;

/**
 * What must be true of orders, payments and inventory together, as code over the public client: the books balance, stock adds up, an order is closed
 * if and only if it is paid and shipped, nothing is charged twice, and nothing is held for what is over.
 */
@NullMarked
package io.kvorum.commerce.reconcile;

import org.jspecify.annotations.NullMarked;

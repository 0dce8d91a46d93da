/**
 * Amounts of money: whole minor units of a currency that ISO 4217 knows. Never floating point, never two currencies in one sum, and a sum that does
 * not fit is an error and no number.
 *
 * <p>See Fowler, <em>Patterns of Enterprise Application Architecture</em> (2002), <em>Money</em>.
 */
@NullMarked
package io.kvorum.commerce.money;

import org.jspecify.annotations.NullMarked;

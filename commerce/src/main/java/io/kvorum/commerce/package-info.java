/**
 * Orders, payments and inventory: three services that prove the integrity toolkit. Each is a process with an HTTP API, of which any number of
 * instances may run in each region; {@link io.kvorum.commerce.CommerceMain} starts one, {@link io.kvorum.commerce.Shop} all of them in one
 * process. They use the store by its public client alone.
 */
@NullMarked
package io.kvorum.commerce;

import org.jspecify.annotations.NullMarked;

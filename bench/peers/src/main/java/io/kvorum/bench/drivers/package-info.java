/**
 * The stores that Kvorum is measured against, behind the load generator's interface: each over the driver that its users use,
 * asynchronous, with the settings that are recommended for speed.
 *
 * <p>Starts no server and measures nothing. Adds nothing between the driver and the load: no queue, no retry, no thread.
 */
@NullMarked
package io.kvorum.bench.drivers;

import org.jspecify.annotations.NullMarked;

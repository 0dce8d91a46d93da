/**
 * The demonstration: a cluster of real processes is loaded, broken in several ways and healed, and what it promised is then
 * checked from outside against a ledger of what every client was told.
 *
 * <p>Renders nothing: it tells a {@link io.kvorum.harness.demo.DemoListener} what happens, and ends with a
 * {@link io.kvorum.harness.demo.DemoReport}.
 */
@NullMarked
package io.kvorum.harness.demo;

import org.jspecify.annotations.NullMarked;

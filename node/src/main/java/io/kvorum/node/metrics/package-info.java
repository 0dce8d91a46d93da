/**
 * What a node counts and measures, for Prometheus. Names have the prefix {@code kvorum_}, base units, never a key as a
 * label.
 */
@NullMarked
package io.kvorum.node.metrics;

import org.jspecify.annotations.NullMarked;

/**
 * What the load generator drives: a store, as a few asynchronous operations on bytes. Knows nothing of loads and measures
 * nothing.
 */
@NullMarked
package io.kvorum.bench.store;

import org.jspecify.annotations.NullMarked;

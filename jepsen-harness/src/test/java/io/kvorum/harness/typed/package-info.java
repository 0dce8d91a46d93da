/** Typed buckets on real processes. */
@NullMarked
package io.kvorum.harness.typed;

import org.jspecify.annotations.NullMarked;

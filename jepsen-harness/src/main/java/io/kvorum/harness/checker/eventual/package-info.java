/**
 * Judges histories of eventual buckets that are read and written at levels which meet (R + W &gt; N), from outside: what is
 * acknowledged is shown by each later read until something replaces it, and what was replaced or deleted does not come back.
 *
 * <p>Sees operations only, as {@link io.kvorum.harness.checker.session} does, and reads them in the same way: values are unique for
 * each key, and each write says in {@code after} which values its context covered.
 */
@NullMarked
package io.kvorum.harness.checker.eventual;

import org.jspecify.annotations.NullMarked;

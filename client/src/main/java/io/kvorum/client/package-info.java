/**
 * The Java client: routing, retries, sessions, typed values.
 *
 * <p>Never loads the store's native libraries, and never retries what is not safe to repeat.
 */
@NullMarked
package io.kvorum.client;

import org.jspecify.annotations.NullMarked;

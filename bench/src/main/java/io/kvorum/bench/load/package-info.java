/**
 * Puts a store under load and measures what it answers: closed loops of clients with one operation in flight each, and open
 * loops that begin operations on a schedule, however late the store is.
 *
 * <p>Never corrects a number. An operation that could not begin when it was due is timed from when it was due.
 */
@NullMarked
package io.kvorum.bench.load;

import org.jspecify.annotations.NullMarked;

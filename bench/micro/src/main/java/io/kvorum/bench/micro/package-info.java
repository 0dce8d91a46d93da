/**
 * Microbenchmarks (JMH) of the pieces that each request passes through, so that a slip shows which piece slipped. They measure
 * processor time and allocation of one piece, in one thread, on data of usual shapes; what a request costs as a whole is
 * measured by {@code kvctl bench}.
 */
@NullMarked
package io.kvorum.bench.micro;

import org.jspecify.annotations.NullMarked;

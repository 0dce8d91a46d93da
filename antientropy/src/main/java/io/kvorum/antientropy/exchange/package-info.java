/**
 * Convergence without an operator: replicas compare partition clocks and ship what is behind missing dots; where the log no
 * longer says what is behind a dot, all rows are paged through. DESIGN: "Convergence"; after DottedDB's anti-entropy.
 */
@NullMarked
package io.kvorum.antientropy.exchange;

import org.jspecify.annotations.NullMarked;

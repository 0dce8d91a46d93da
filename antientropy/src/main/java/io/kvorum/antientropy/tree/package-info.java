/**
 * Convergence that clocks cannot see: replicas compare their trees range by range, and the rows of the keys in which they
 * differ. What the clocks explain is merged; what one of them has lost is damage, and comes back; what one of them has removed
 * does not. A scrub recomputes the leaves from the rows, slowly, all the time. DESIGN: "Convergence"; after Merkle, <em>A
 * Digital Signature Based on a Conventional Encryption Function</em>, 1987, and Dynamo's anti-entropy.
 */
@NullMarked
package io.kvorum.antientropy.tree;

import org.jspecify.annotations.NullMarked;

/**
 * Rows that fail their checksum: nothing is said and nothing taken in for their keys until what all other replicas have takes their
 * place. DESIGN: "Convergence"; decision 25.
 */
@NullMarked
package io.kvorum.antientropy.damage;

import org.jspecify.annotations.NullMarked;

/**
 * The Merkle tree of one partition replica: sums over its rows by ranges of key hashes, changed in the same batch as the rows,
 * so that two replicas find the keys in which they differ by comparing few numbers.
 *
 * <p>Sums instead of hashes of hashes: a sum changes by adding what a row became and taking away what it was, whatever the
 * order (Bellare and Micciancio, <em>A New Paradigm for Collision-Free Hashing</em>, 1997: AdHash), so no part of the tree is
 * ever computed anew. It protects against damage and mistakes, not against somebody who chooses keys in order to collide.
 */
@NullMarked
package io.kvorum.replication.tree;

import org.jspecify.annotations.NullMarked;

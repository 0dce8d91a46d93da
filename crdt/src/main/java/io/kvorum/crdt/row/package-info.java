/**
 * Keys as dotted version vector sets whose context is kept by the partition's clock: versions, mutations, and the rules that
 * apply, merge, fill and strip. Pure functions over immutable values. DESIGN: "Versions: partition-wide dots"; after
 * Preguiça et al., <em>Dotted Version Vectors</em>, 2012, and DottedDB.
 */
@NullMarked
package io.kvorum.crdt.row;

import org.jspecify.annotations.NullMarked;

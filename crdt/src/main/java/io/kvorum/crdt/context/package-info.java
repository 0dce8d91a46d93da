/**
 * Causal contexts as clients carry them: opaque tokens, bound to one key and authenticated under the cluster's secret, since a
 * forged base would cover writes that are still to come. DESIGN: "Versions: partition-wide dots", Context.
 */
@NullMarked
package io.kvorum.crdt.context;

import org.jspecify.annotations.NullMarked;

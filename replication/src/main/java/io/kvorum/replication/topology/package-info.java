/**
 * Who owns what: nodes, placements, slots and their replica sets, buckets, and the epoch that versions them all.
 */
@NullMarked
package io.kvorum.replication.topology;

import org.jspecify.annotations.NullMarked;

/** Commands on buckets, nodes, hints, and the cluster as a whole. */
@NullMarked
package io.kvorum.cli.command.cluster;

import org.jspecify.annotations.NullMarked;

/** What it costs to find and mend differences between two replicas, without sockets and clocks: counted, not timed. */
@NullMarked
package io.kvorum.bench.repair;

import org.jspecify.annotations.NullMarked;

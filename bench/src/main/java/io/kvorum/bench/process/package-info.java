/** What a process costs, as the system counts it under {@code /proc}. Never measures the load. */
@NullMarked
package io.kvorum.bench.process;

import org.jspecify.annotations.NullMarked;

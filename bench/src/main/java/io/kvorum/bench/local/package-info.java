/** Nodes of Kvorum that are started on this machine for a measurement. Never measures. */
@NullMarked
package io.kvorum.bench.local;

import org.jspecify.annotations.NullMarked;

/**
 * Events and sets of events: actors, dots, and the sets of dots that clocks and contexts are made of. Pure values; never
 * reads a clock, never blocks. After Gonçalves et al., <em>Concise Server-Wide Causality Management</em>, 2017.
 */
@NullMarked
package io.kvorum.crdt.clock;

import org.jspecify.annotations.NullMarked;

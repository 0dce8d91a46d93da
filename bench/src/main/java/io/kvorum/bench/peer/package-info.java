/**
 * The stores that Kvorum is measured against, and Kvorum itself: how each is started on this machine, how it is set, and what
 * it promises when it acknowledges a write. What talks to them is found as a service, as the drivers are not on everyone's
 * class path.
 *
 * <p>Listens on loopback only. Never leaves a process behind: all of them end with the site that they were started on.
 */
@NullMarked
package io.kvorum.bench.peer;

import org.jspecify.annotations.NullMarked;

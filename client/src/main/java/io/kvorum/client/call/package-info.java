/**
 * What happens between a call and its answer: which node is asked, when it is asked again, and when to give up. Inside of the
 * client; applications do not use it.
 *
 * <p>An operation runs on the client's one event loop. It never repeats what is not safe: reads change nothing, and a write
 * keeps its write id through all attempts. What an attempt left unknown stays unknown until a later one succeeds.
 */
@NullMarked
package io.kvorum.client.call;

import org.jspecify.annotations.NullMarked;

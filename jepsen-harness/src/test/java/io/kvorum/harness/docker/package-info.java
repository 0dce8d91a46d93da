/**
 * The container image and the compose file, held to what they promise: nodes as containers, and faults done to them by the
 * engine. Nothing is pulled.
 */
@NullMarked
package io.kvorum.harness.docker;

import org.jspecify.annotations.NullMarked;

/** {@code kvctl dev}: a cluster of real processes on this machine, to try things on and to break. */
@NullMarked
package io.kvorum.cli.command.dev;

import org.jspecify.annotations.NullMarked;

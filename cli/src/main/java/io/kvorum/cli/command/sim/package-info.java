/** {@code kvctl sim}: the deterministic simulator on the command line. */
@NullMarked
package io.kvorum.cli.command.sim;

import org.jspecify.annotations.NullMarked;

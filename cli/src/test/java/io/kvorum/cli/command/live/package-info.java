/** Tests of {@code kvctl live}. */
@NullMarked
package io.kvorum.cli.command.live;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code kvctl check}. */
@NullMarked
package io.kvorum.cli.command.live;

import org.jspecify.annotations.NullMarked;

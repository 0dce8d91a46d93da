/** Tests of {@code kvctl check}. */
@NullMarked
package io.kvorum.cli.command.check;

import org.jspecify.annotations.NullMarked;

/** {@code kvctl check}: histories that clients recorded, judged. */
@NullMarked
package io.kvorum.cli.command.check;

import org.jspecify.annotations.NullMarked;

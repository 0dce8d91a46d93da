/** The interactive shell. */
@NullMarked
package io.kvorum.cli.command.shell;

import org.jspecify.annotations.NullMarked;

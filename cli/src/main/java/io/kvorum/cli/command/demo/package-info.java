/** {@code kvctl demo}: shows what the demonstration in the harness does and finds. */
@NullMarked
package io.kvorum.cli.command.demo;

import org.jspecify.annotations.NullMarked;

/** {@code kvctl bench}: drives the load generator and shows what it measured. Never measures itself. */
@NullMarked
package io.kvorum.cli.command.bench;

import org.jspecify.annotations.NullMarked;

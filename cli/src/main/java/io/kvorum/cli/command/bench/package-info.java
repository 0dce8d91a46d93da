/** {@code kvctl bench}: how fast a cluster answers. */
@NullMarked
package io.kvorum.cli.command.bench;

import org.jspecify.annotations.NullMarked;

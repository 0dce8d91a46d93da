/** Tests of {@code kvctl feed}. */
@NullMarked
package io.kvorum.cli.command.feed;

import org.jspecify.annotations.NullMarked;

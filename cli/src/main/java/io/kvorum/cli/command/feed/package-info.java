/** {@code kvctl feed}: following the changes of a bucket. */
@NullMarked
package io.kvorum.cli.command.feed;

import org.jspecify.annotations.NullMarked;

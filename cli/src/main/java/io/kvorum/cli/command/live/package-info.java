/** {@code kvctl live}: shows what drills on real processes do and find. */
@NullMarked
package io.kvorum.cli.command.live;

import org.jspecify.annotations.NullMarked;

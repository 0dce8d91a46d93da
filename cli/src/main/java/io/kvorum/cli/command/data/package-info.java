/** Commands on keys. */
@NullMarked
package io.kvorum.cli.command.data;

import org.jspecify.annotations.NullMarked;

/** Buckets to files and back. */
@NullMarked
package io.kvorum.cli.command.transfer;

import org.jspecify.annotations.NullMarked;

/** Commands about amounts that several regions spend: {@code kvctl crdt escrow}. What they mean is said in {@code docs/escrow.md}. */
@NullMarked
package io.kvorum.cli.command.escrow;

import org.jspecify.annotations.NullMarked;

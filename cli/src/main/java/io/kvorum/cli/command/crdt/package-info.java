/** {@code kvctl crdt}: keys of typed buckets. What concurrent updates make of a key is said in {@code docs/types.md}. */
@NullMarked
package io.kvorum.cli.command.crdt;

import org.jspecify.annotations.NullMarked;

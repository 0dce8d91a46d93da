/** {@code kvctl lease}: leases in strong buckets, from the command line. */
@NullMarked
package io.kvorum.cli.command.lease;

import org.jspecify.annotations.NullMarked;

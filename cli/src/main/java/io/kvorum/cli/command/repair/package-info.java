/**
 * {@code kvctl repair}: comparisons of trees on demand and how they stand, and a proof from outside that replicas are identical.
 */
@NullMarked
package io.kvorum.cli.command.repair;

import org.jspecify.annotations.NullMarked;

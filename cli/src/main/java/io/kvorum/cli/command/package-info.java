/**
 * One class per command: reads its options, asks the cluster, hands what it was told to the console. No command prints by
 * itself or ends the process.
 */
@NullMarked
package io.kvorum.cli.command;

import org.jspecify.annotations.NullMarked;

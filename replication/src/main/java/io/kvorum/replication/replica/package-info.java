/**
 * One replica of one partition: its clock, its dot log, its rows, and the one way in which a mutation changes them.
 */
@NullMarked
package io.kvorum.replication.replica;

import org.jspecify.annotations.NullMarked;

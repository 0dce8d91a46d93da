/**
 * Tells of the updates of strong buckets with a feed. When a version of a register is known to be decided, a marker is written: a
 * row of the register's name that holds the version, as an ordinary eventual mutation of the node's own. Dots, clocks, logs,
 * exchange and trees carry it like any other, and so a position in the feed is what it is for eventual buckets. Acceptors note
 * what they have accepted and no marker tells of yet, so that a coordinator's death between the two costs a delay and not a
 * change. A marker never shows a value: whoever follows it reads the register.
 */
@NullMarked
package io.kvorum.replication.publish;

import org.jspecify.annotations.NullMarked;

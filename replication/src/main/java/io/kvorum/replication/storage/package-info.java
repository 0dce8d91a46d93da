/**
 * What the core sees of a disk: tables of sorted bytes with one atomic batch per step, and the layout of their keys.
 */
@NullMarked
package io.kvorum.replication.storage;

import org.jspecify.annotations.NullMarked;

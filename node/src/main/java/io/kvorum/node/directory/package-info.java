/**
 * The data directory: who may use it, whose data it holds, and whether it is the directory that it was or an older copy.
 *
 * <p>After DESIGN section 5, "Actors": a node that finds its directory copied or restored takes a fresh actor before its first
 * dot.
 */
@NullMarked
package io.kvorum.node.directory;

import org.jspecify.annotations.NullMarked;

/**
 * The check from outside of eventual keys: books of what clients wrote, had seen and were told, and what every replica holds, read at
 * its own node, held against them.
 *
 * <p>Knows no load and no faults; whoever makes them keeps the books, and asks for the check when nobody writes any more.
 */
@NullMarked
package io.kvorum.harness.verifier;

import org.jspecify.annotations.NullMarked;

/**
 * Replicas of registers compare what they have accepted, slowly, all the time. One that has missed a value gets it by a round,
 * without anybody having to read or write the key; a tombstone that all have is dropped by each. DESIGN: "Linearizable keys",
 * "Deleting".
 */
@NullMarked
package io.kvorum.antientropy.register;

import org.jspecify.annotations.NullMarked;

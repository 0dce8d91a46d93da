package io.kvorum.harness.drill;

/**
 * What one node has by itself of the keys. It may be behind: it gets an update that it missed when the key is used next.
 *
 * @param same as the last linearizable read
 * @param behind older, or absent where there is a value
 * @param other neither: a value that was never decided, or a key that was not read
 * @param unanswered it gave no answer
 */
public record NodeCopies(int node, int same, int behind, int other, int unanswered) {}

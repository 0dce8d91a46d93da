package io.kvorum.integrity.escrow;

/**
 * What a request has left behind.
 *
 * @param region whose rights they are
 * @param left rights that could be spent there after it
 * @param repeated it was made before, under its id, and not again; what is left is as it was told then
 */
public record Rights(String region, long left, boolean repeated) {}

package io.kvorum.integrity.escrow;

/**
 * Rights that go from one region to another one.
 *
 * @param sequence counts the transfers between the two, of one key, from 1
 * @param arrived false: they have left the source, and arrive when somebody {@linkplain Escrow#carryOn carries on}; nobody can spend them
 *     meanwhile
 */
public record Transfer(String from, String to, long sequence, long amount, boolean arrived) {}

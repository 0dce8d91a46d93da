package io.kvorum.client;

/** The value of a key of a typed bucket, with who answered. */
public record Reading<T>(T value, Receipt receipt) {}

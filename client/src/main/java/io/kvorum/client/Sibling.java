package io.kvorum.client;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.WriteId;

/** One of the live values of a key, with the event that made it and the client's name for that write. */
public record Sibling<V>(V value, Dot dot, WriteId writeId) {}

package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;

/** A live version as a reader saw it: its dot, and the write id by which its other dots are known. */
public record Shown(Dot dot, WriteId writeId) {}

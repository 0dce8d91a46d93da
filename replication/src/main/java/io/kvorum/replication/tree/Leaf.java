package io.kvorum.replication.tree;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;

/**
 * What is kept of a leaf.
 *
 * @param sum of the rows with live versions, which replicas compare
 * @param stored how many rows there are, those too of which only a context is left: what it takes to read them
 */
record Leaf(TreeSum sum, long stored) {
    static final Leaf EMPTY = new Leaf(TreeSum.ZERO, 0);

    static Leaf of(byte[] storedKey, Row row) {
        return new Leaf(TreeSum.of(storedKey, row), row.isEmpty() ? 0 : 1);
    }

    Leaf plus(Leaf other) {
        return new Leaf(sum.plus(other.sum), stored + other.stored);
    }

    Leaf minus(Leaf other) {
        return new Leaf(sum.minus(other.sum), stored - other.stored);
    }

    boolean isZero() {
        return stored == 0 && sum.isZero();
    }

    void writeTo(ByteWriter out) {
        sum.writeTo(out);
        out.writeVarLong(stored);
    }

    static Leaf readFrom(ByteReader in) {
        TreeSum sum = TreeSum.readFrom(in);
        return new Leaf(sum, in.readVarLong());
    }
}

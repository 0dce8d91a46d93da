package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.WriteIdIndex;

/** The rules of {@link Rows}, behind a seam so that a simulation can break them one at a time. */
interface RowRules {
    RowRules CORRECT = new RowRules() {};

    default Row apply(Row row, DotSet clock, Mutation mutation) {
        return Rows.apply(row, clock, mutation);
    }

    default Row merge(Row row, DotSet clock, FilledRow theirs) {
        return Rows.merge(row, clock, theirs);
    }

    default Row dropByWriteId(Row row, DotSet clock, WriteIdIndex index) {
        return Rows.dropByWriteId(row, clock, index);
    }

    default Row strip(Row row, DotSet clock) {
        return Rows.strip(row, clock);
    }
}

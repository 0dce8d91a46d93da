package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import java.util.List;

/** What a replica's dot log knows of write ids, inside the window. */
public interface WriteIdIndex {
    /** Has a mutation named this id among the versions that it removes? */
    boolean isRemoved(WriteId writeId);

    /** All dots that are known to carry this id. */
    List<Dot> dotsOf(WriteId writeId);
}

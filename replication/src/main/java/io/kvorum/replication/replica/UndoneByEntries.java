package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.row.WriteIdIndex;
import io.kvorum.replication.message.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** The log's index of write ids together with entries that came with answers and are not in the log. */
public record UndoneByEntries(WriteIdIndex log, List<LogEntry> entries) implements WriteIdIndex {
    @Override
    public boolean isRemoved(WriteId writeId) {
        return log.isRemoved(writeId)
                || entries.stream().anyMatch(entry -> entry.removedIds().contains(writeId));
    }

    @Override
    public List<Dot> dotsOf(WriteId writeId) {
        List<Dot> dots = new ArrayList<>(log.dotsOf(writeId));
        entries.stream()
                .filter(entry -> entry.writeId().equals(writeId))
                .map(LogEntry::dot)
                .forEach(dots::add);
        return dots;
    }
}

package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.Optional;

/**
 * How many entries the dot log has, without counting them at each start. A mutation adds one entry to the log and one dot to
 * the clock, so what is stored is only how much the log has beyond the clock, and it is written only when that changes: when
 * entries are forgotten, or come with a row whose dots are not taken into the clock.
 */
final class LogCount {
    private final Storage storage;
    private final int partition;
    private final boolean saves;
    private long beyondClock;
    private boolean stored;

    LogCount(int partition, Storage storage, ShardConfig config, DotSet clock) {
        this.storage = storage;
        this.partition = partition;
        this.saves = !config.makes(PlantedBug.LOG_COUNT_NOT_SAVED);
        Optional<byte[]> saved = storage.get(Table.STATE, Keys.logCount(partition));
        this.stored = saved.isPresent();
        this.beyondClock = saved.map(bytes -> new ByteReader(bytes).readLong()).orElseGet(() -> scan() - clock.size());
    }

    /** Only of a partition that was never opened: there is nothing, or the directory is older than this count. */
    private long scan() {
        long[] entries = {0};
        storage.scan(Table.LOG, Keys.partition(partition), Keys.partitionEnd(partition), (key, value) -> {
            entries[0]++;
            return true;
        });
        return entries[0];
    }

    /** At the start, with the clock of that moment. */
    long entries(DotSet clock) {
        return clock.size() + beyondClock;
    }

    /** The partition is opened, in a step: from now on the count is there. */
    void opened() {
        if (!stored) {
            save();
        }
    }

    /** In one step the log has got so many entries more, or fewer, and the clock so many dots. */
    void changed(long entries, long dots) {
        if (entries != dots) {
            beyondClock += entries - dots;
            if (saves) {
                save();
            }
        }
    }

    private void save() {
        stored = true;
        storage.put(
                Table.STATE,
                Keys.logCount(partition),
                new ByteWriter(8).writeLong(beyondClock).toByteArray());
    }
}

package io.kvorum.replication.acceptor;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the acceptors of a shard have looked up or stored last. Just large enough for those who read a register and then write it:
 * what lives longer on the heap costs more than looking it up again.
 */
final class RecentRegisters {
    private static final int MAX_REGISTERS = 1_024;
    private static final long MAX_BYTES = 1 << 20;

    private final LinkedHashMap<RowKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * All that is stored of one register, of which something was accepted.
     *
     * @param bare a promise that came without a value, since
     */
    record Entry(Accepted accepted, Optional<Ballot> bare) {
        private long bytes() {
            return accepted.valueBytes();
        }
    }

    Optional<Entry> get(RowKey register) {
        return Optional.ofNullable(entries.get(register));
    }

    void put(RowKey register, Entry entry) {
        remove(register);
        if (entry.bytes() > MAX_BYTES / 16) {
            return;
        }
        entries.put(register, entry);
        bytes += entry.bytes();
        while (entries.size() > MAX_REGISTERS || bytes > MAX_BYTES) {
            Map.Entry<RowKey, Entry> eldest = entries.entrySet().iterator().next();
            remove(eldest.getKey());
        }
    }

    void remove(RowKey register) {
        Entry removed = entries.remove(register);
        if (removed != null) {
            bytes -= removed.bytes();
        }
    }
}

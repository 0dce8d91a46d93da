package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.row.WriteIdIndex;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The dot log of one partition replica: what is behind each dot, and by write id which dots carry it and which removed it.
 * It is what exchanges ship from, and what makes retries safe. Entries are forgotten only by {@link #forget}.
 */
public final class DotLog implements WriteIdIndex {
    private final Storage storage;
    private final int partition;
    private long entries;

    /** The answer to the last look-up: one apply asks about one id several times. */
    private Optional<Looked> last = Optional.empty();

    private record Looked(WriteId id, Optional<KnownWrite> known) {}

    /** @param entries how many there are */
    DotLog(Storage storage, int partition, long entries) {
        this.storage = storage;
        this.partition = partition;
        this.entries = entries;
    }

    public long size() {
        return entries;
    }

    public Optional<LogEntry> entry(Dot dot) {
        return storage.get(Table.LOG, Keys.log(partition, dot)).map(DotLog::decode);
    }

    /** What is known of a write id; empty if nothing. */
    public Optional<KnownWrite> find(WriteId id) {
        if (last.isPresent() && last.get().id.equals(id)) {
            return last.get().known;
        }
        Optional<KnownWrite> known =
                storage.get(Table.IDS, Keys.id(partition, id)).map(KnownWrite::fromByteArray);
        last = Optional.of(new Looked(id, known));
        return known;
    }

    /** The index as far as a clock knows it: what carries or removes a write is left out if its dot is not in the clock. */
    public WriteIdIndex knownBy(DotSet clock) {
        return new WriteIdIndex() {
            @Override
            public boolean isRemoved(WriteId id) {
                return find(id).stream()
                        .flatMap(known -> known.removers().stream())
                        .anyMatch(clock::contains);
            }

            @Override
            public List<Dot> dotsOf(WriteId id) {
                return DotLog.this.dotsOf(id).stream().filter(clock::contains).toList();
            }
        };
    }

    @Override
    public boolean isRemoved(WriteId id) {
        return find(id).map(known -> !known.removers().isEmpty()).orElse(false);
    }

    @Override
    public List<Dot> dotsOf(WriteId id) {
        return find(id).map(KnownWrite::dots).orElse(List.of());
    }

    /** Records an entry; recording it again changes nothing. @return whether it was new */
    boolean record(LogEntry entry) {
        byte[] key = Keys.log(partition, entry.dot());
        if (storage.get(Table.LOG, key).isPresent()) {
            return false;
        }
        storage.put(Table.LOG, key, entry.toByteArray());
        entries++;
        KnownWrite own = find(entry.writeId()).orElse(KnownWrite.NOTHING);
        save(entry.writeId(), own.withDot(entry.dot(), entry.fingerprint()));
        for (WriteId removed : entry.removedIds()) {
            KnownWrite known = find(removed).orElse(KnownWrite.NOTHING);
            save(removed, known.withRemover(entry.dot()));
        }
        return true;
    }

    void forget(LogEntry entry) {
        storage.delete(Table.LOG, Keys.log(partition, entry.dot()));
        entries--;
        find(entry.writeId()).ifPresent(known -> save(entry.writeId(), known.withoutDot(entry.dot())));
        for (WriteId removed : entry.removedIds()) {
            find(removed).ifPresent(known -> save(removed, known.withoutRemover(entry.dot())));
        }
    }

    /** Visits entries in the order of their dots, from {@code from} on, until the visitor returns false. */
    void scan(byte[] from, Predicate<LogEntry> visitor) {
        storage.scan(Table.LOG, from, Keys.partitionEnd(partition), (key, value) -> visitor.test(decode(value)));
    }

    /** Entries of one actor above a counter, in the order of their dots, the first {@code limit} that are {@code wanted}. */
    public List<LogEntry> first(Actor actor, long above, DotSet wanted, int limit) {
        List<LogEntry> found = new ArrayList<>();
        if (limit > 0) {
            scan(Keys.log(partition, new Dot(actor, above + 1)), entry -> {
                if (!entry.dot().actor().equals(actor)) {
                    return false;
                }
                if (wanted.contains(entry.dot())) {
                    found.add(entry);
                }
                return found.size() < limit;
            });
        }
        return found;
    }

    private void save(WriteId id, KnownWrite known) {
        byte[] key = Keys.id(partition, id);
        last = Optional.of(new Looked(id, known.isNothing() ? Optional.empty() : Optional.of(known)));
        if (known.isNothing()) {
            storage.delete(Table.IDS, key);
        } else {
            storage.put(Table.IDS, key, known.toByteArray());
        }
    }

    private static LogEntry decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        LogEntry entry = LogEntry.readFrom(in);
        in.expectEnd();
        return entry;
    }
}

package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.row.WriteIdIndex;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The dot log of one partition replica: what is behind each dot, and by write id which dots carry it and which removed it.
 * It is what exchanges ship from, and what makes retries safe. Entries are forgotten only by {@link #forget}.
 */
public final class DotLog implements WriteIdIndex {
    private static final int MAX_LOOKED = 32;
    /** More than one message of an exchange brings. */
    private static final int MAX_UNKNOWN_LOOKED_UP = 10_000;

    private final Storage storage;
    private final int partition;
    private long entries;

    /** The last look-ups, kept true: an apply asks about its id several times, and about those that it removes. */
    private final Map<WriteId, KnownWrite> looked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WriteId, KnownWrite> eldest) {
            return size() > MAX_LOOKED;
        }
    };

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
        KnownWrite known = looked.get(id);
        if (known == null) {
            known = read(id);
            looked.put(id, known);
        }
        return known.isNothing() ? Optional.empty() : Optional.of(known);
    }

    private KnownWrite read(WriteId id) {
        KnownWrite[] known = {KnownWrite.NOTHING};
        storage.scan(Table.IDS, Keys.id(partition, id), Keys.idEnd(partition, id), (key, value) -> {
            Dot dot = Keys.dotOf(key);
            known[0] = Keys.isCarrier(key)
                    ? known[0].withDot(dot, new ByteReader(value).readLong())
                    : known[0].withRemover(dot);
            return true;
        });
        return known[0];
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
        storage.put(
                Table.IDS,
                Keys.carrier(partition, entry.writeId(), entry.dot()),
                new ByteWriter(Long.BYTES).writeLong(entry.fingerprint()).toByteArray());
        looked.computeIfPresent(entry.writeId(), (id, known) -> known.withDot(entry.dot(), entry.fingerprint()));
        for (WriteId removed : entry.removedIds()) {
            storage.put(Table.IDS, Keys.remover(partition, removed, entry.dot()), new byte[0]);
            looked.computeIfPresent(removed, (id, known) -> known.withRemover(entry.dot()));
        }
        return true;
    }

    /** Writes without reading: forgetting is as much work as recording, and must not be more. */
    void forget(LogEntry entry) {
        storage.delete(Table.LOG, Keys.log(partition, entry.dot()));
        entries--;
        storage.delete(Table.IDS, Keys.carrier(partition, entry.writeId(), entry.dot()));
        looked.remove(entry.writeId());
        for (WriteId removed : entry.removedIds()) {
            storage.delete(Table.IDS, Keys.remover(partition, removed, entry.dot()));
            looked.remove(removed);
        }
    }

    /** Entries by which another replica that shows these versions can tell that one of them was undone under another dot. */
    public List<LogEntry> undoing(Row row, List<Shown> shown) {
        List<LogEntry> undoing = new ArrayList<>();
        for (Shown version : shown) {
            if (!row.hasVersion(version.dot())) {
                find(version.writeId()).ifPresent(write -> {
                    write.dots().forEach(dot -> entry(dot).ifPresent(undoing::add));
                    write.removers().forEach(dot -> entry(dot).ifPresent(undoing::add));
                });
            }
        }
        return undoing;
    }

    /** How many writes to the store it takes to forget an entry. */
    static int writesToForget(LogEntry entry) {
        return 2 + entry.removedIds().size();
    }

    /** Those of the dots that have no entry here; more than are looked up count as unknown, all of them. */
    DotSet unknown(DotSet dots) {
        if (dots.size() > MAX_UNKNOWN_LOOKED_UP) {
            return dots;
        }
        DotSet unknown = DotSet.EMPTY;
        for (Dot dot : dots.first(MAX_UNKNOWN_LOOKED_UP)) {
            if (storage.get(Table.LOG, Keys.log(partition, dot)).isEmpty()) {
                unknown = unknown.with(dot);
            }
        }
        return unknown;
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

    private static LogEntry decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        LogEntry entry = LogEntry.readFrom(in);
        in.expectEnd();
        return entry;
    }
}

package io.kvorum.replication.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every disk under the core promises. RocksDB and the simulator's disk are both held to it. */
public abstract class StorageContract {
    /** A disk on which a process can be killed and started again. */
    public interface Disk extends AutoCloseable {
        /** The storage of the process that runs now. */
        Storage storage();

        /** The step is over: its writes become one atomic batch, not yet durable. */
        void commit();

        /** All batches that are committed become durable. */
        void sync();

        /**
         * Kills the process and starts another one. Writes that were not committed are gone; batches that were not durable
         * may be.
         */
        void crash();

        /** Damages the durable value of this key, as a disk does. */
        void damage(Table table, byte[] key);

        @Override
        void close();
    }

    private Disk disk;

    /** An empty disk. */
    protected abstract Disk newDisk();

    @BeforeEach
    void openDisk() {
        disk = newDisk();
    }

    @AfterEach
    void closeDisk() {
        disk.close();
    }

    @Test
    void aStepSeesItsOwnWrites() {
        put(Table.ROWS, "a", "1");
        assertThat(get(Table.ROWS, "a")).contains("1");
        put(Table.ROWS, "a", "2");
        assertThat(get(Table.ROWS, "a")).contains("2");
        delete(Table.ROWS, "a");
        assertThat(get(Table.ROWS, "a")).isEmpty();
    }

    @Test
    void aStepSeesEarlierStepsBeforeTheyAreDurable() {
        put(Table.ROWS, "a", "1");
        put(Table.ROWS, "b", "1");
        disk.commit();
        delete(Table.ROWS, "a");
        assertThat(get(Table.ROWS, "a")).isEmpty();
        assertThat(get(Table.ROWS, "b")).contains("1");
        disk.commit();
        assertThat(get(Table.ROWS, "a")).isEmpty();
        assertThat(get(Table.ROWS, "b")).contains("1");
    }

    @Test
    void anEmptyValueIsAValue() {
        put(Table.IDS, "a", "");
        disk.commit();
        disk.sync();
        disk.crash();
        assertThat(get(Table.IDS, "a")).contains("");
    }

    @Test
    void tablesAreApart() {
        for (Table table : Table.values()) {
            put(table, "same", table.name());
        }
        disk.commit();
        for (Table table : Table.values()) {
            assertThat(get(table, "same")).contains(table.name());
            assertThat(scan(table, "", "z")).containsExactly("same=" + table.name());
        }
    }

    @Test
    void aScanIsInUnsignedOrderWithinItsBounds() {
        for (int first : new int[] {0x80, 0x7F, 0xFE, 0x00, 0x01}) {
            disk.storage().put(Table.LOG, new byte[] {(byte) first, 1}, new byte[] {(byte) first});
        }
        disk.commit();
        List<Integer> seen = new ArrayList<>();
        disk.storage().scan(Table.LOG, new byte[] {1}, new byte[] {(byte) 0xFE, 1}, (key, value) -> {
            assertThat(value).containsExactly(key[0]);
            return seen.add(key[0] & 0xFF);
        });
        assertThat(seen).containsExactly(0x01, 0x7F, 0x80);
    }

    @Test
    void aScanIncludesItsStartAndExcludesItsEnd() {
        for (String key : List.of("a", "b", "ba", "c")) {
            put(Table.ROWS, key, key);
        }
        assertThat(scan(Table.ROWS, "b", "c")).containsExactly("b=b", "ba=ba");
        disk.commit();
        assertThat(scan(Table.ROWS, "b", "c")).containsExactly("b=b", "ba=ba");
        assertThat(scan(Table.ROWS, "c", "c")).isEmpty();
        assertThat(scan(Table.ROWS, "d", "c")).isEmpty();
    }

    @Test
    void aScanMergesTheStepsWritesWithWhatIsStored() {
        for (String key : List.of("a", "b", "c", "d")) {
            put(Table.ROWS, key, "old");
        }
        disk.commit();
        put(Table.ROWS, "aa", "new");
        put(Table.ROWS, "b", "new");
        delete(Table.ROWS, "c");
        delete(Table.ROWS, "nothing");
        put(Table.ROWS, "e", "new");
        assertThat(scan(Table.ROWS, "a", "z")).containsExactly("a=old", "aa=new", "b=new", "d=old", "e=new");
    }

    @Test
    void aScanStopsWhenItsVisitorHasEnough() {
        for (String key : List.of("a", "b", "c", "d")) {
            put(Table.ROWS, key, "1");
            if (key.equals("b")) {
                disk.commit();
            }
        }
        for (int enough = 1; enough <= 4; enough++) {
            List<String> seen = new ArrayList<>();
            int wanted = enough;
            disk.storage().scan(Table.ROWS, text("a"), text("z"), (key, value) -> {
                seen.add(text(key));
                return seen.size() < wanted;
            });
            assertThat(seen).hasSize(enough);
        }
    }

    @Test
    void whatIsNotDurableIsKnownAsUnsynced() {
        put(Table.ROWS, "a", "1");
        assertThat(disk.storage().isUnsynced(Table.ROWS, text("a"))).isTrue();
        disk.commit();
        assertThat(disk.storage().isUnsynced(Table.ROWS, text("a"))).isTrue();
        disk.sync();
        delete(Table.ROWS, "a");
        disk.commit();
        assertThat(disk.storage().isUnsynced(Table.ROWS, text("a"))).isTrue();
    }

    @Test
    void whatIsDurableIsNotUnsyncedForever() {
        put(Table.ROWS, "a", "1");
        disk.commit();
        disk.sync();
        assertThat(disk.storage().isUnsynced(Table.ROWS, text("a"))).isFalse();
        assertThat(disk.storage().isUnsynced(Table.ROWS, text("never written"))).isFalse();
    }

    @Test
    void durableBatchesSurviveACrash() {
        put(Table.ROWS, "a", "1");
        put(Table.LOG, "a", "log");
        disk.commit();
        delete(Table.ROWS, "a");
        put(Table.ROWS, "b", "2");
        disk.commit();
        disk.sync();
        disk.crash();
        assertThat(get(Table.ROWS, "a")).isEmpty();
        assertThat(get(Table.ROWS, "b")).contains("2");
        assertThat(get(Table.LOG, "a")).contains("log");
        assertThat(disk.storage().isUnsynced(Table.ROWS, text("b"))).isFalse();
    }

    @Test
    void aStepThatWasNotCommittedLeavesNothing() {
        put(Table.ROWS, "a", "1");
        disk.commit();
        disk.sync();
        put(Table.ROWS, "a", "2");
        put(Table.LOG, "b", "2");
        disk.crash();
        assertThat(get(Table.ROWS, "a")).contains("1");
        assertThat(get(Table.LOG, "b")).isEmpty();
    }

    @Test
    void aCrashKeepsAPrefixOfWholeBatches() {
        for (int batch = 1; batch <= 20; batch++) {
            for (Table table : Table.values()) {
                put(table, "last", Integer.toString(batch));
            }
            put(Table.ROWS, "batch" + batch, "x");
            disk.commit();
            if (batch == 7) {
                disk.sync();
            }
        }
        disk.crash();
        int last = Integer.parseInt(get(Table.ROWS, "last").orElseThrow());
        assertThat(last).isGreaterThanOrEqualTo(7);
        for (Table table : Table.values()) {
            assertThat(get(table, "last")).contains(Integer.toString(last));
        }
        for (int batch = 1; batch <= 20; batch++) {
            assertThat(get(Table.ROWS, "batch" + batch).isPresent()).isEqualTo(batch <= last);
        }
    }

    @Test
    void aDamagedValueIsNeverReturned() {
        String value = "0123456789".repeat(100);
        put(Table.ROWS, "key", value);
        disk.commit();
        disk.sync();
        disk.damage(Table.ROWS, text("key"));
        assertThatThrownBy(() -> get(Table.ROWS, "key")).isInstanceOf(CorruptStorageException.class);
        assertThatThrownBy(() -> scan(Table.ROWS, "a", "z")).isInstanceOf(CorruptStorageException.class);
    }

    @Test
    void itBehavesLikeSortedMapsOverAnyHistory() {
        for (long seed = 1; seed <= 5; seed++) {
            closeDisk();
            openDisk();
            runHistory(new SplittableRandom(seed), Table.STATE, StorageContract::randomKey);
        }
    }

    /** As dots of actors and ids of sessions are: few prefixes, of 12 bytes, and what follows mostly grows. */
    @Test
    void itBehavesLikeSortedMapsOverSequences() {
        for (Table table : List.of(Table.LOG, Table.IDS)) {
            for (long seed = 1; seed <= 5; seed++) {
                closeDisk();
                openDisk();
                int[] next = {0};
                runHistory(
                        new SplittableRandom(seed),
                        table,
                        random -> "sequence 00"
                                + (char) ('a' + random.nextInt(3))
                                + String.format(
                                        "%04d", random.nextInt(3) == 0 ? next[0]++ : random.nextInt(next[0] + 1)));
            }
        }
    }

    /** Looked for beyond it before it was committed, and written before anybody had asked about its sequence. */
    @Test
    void whatAStepWroteInASequenceIsThereAfterItsCommit() {
        for (Table table : List.of(Table.LOG, Table.IDS)) {
            put(table, "sequence 00a0005", "5");
            assertThat(get(table, "sequence 00a0006")).isEmpty();
            assertThat(get(table, "sequence 00a0006")).isEmpty();
            disk.commit();
            assertThat(get(table, "sequence 00a0005")).contains("5");
        }
    }

    private void runHistory(SplittableRandom random, Table table, Function<SplittableRandom, String> keys) {
        TreeMap<String, String> model = new TreeMap<>();
        for (int step = 0; step < 400; step++) {
            int writes = random.nextInt(5);
            for (int i = 0; i < writes; i++) {
                String key = keys.apply(random);
                if (random.nextInt(4) == 0) {
                    delete(table, key);
                    model.remove(key);
                } else {
                    String value = "v" + random.nextInt(1000);
                    put(table, key, value);
                    model.put(key, value);
                }
            }
            String probe = keys.apply(random);
            assertThat(get(table, probe)).isEqualTo(Optional.ofNullable(model.get(probe)));
            String from = keys.apply(random);
            String to = keys.apply(random);
            assertThat(scan(table, from, to)).isEqualTo(expected(model, from, to));
            disk.commit();
            if (random.nextInt(10) == 0) {
                disk.sync();
            }
            if (random.nextInt(100) == 0) {
                disk.sync();
                disk.crash();
            }
        }
    }

    private static List<String> expected(NavigableMap<String, String> model, String from, String to) {
        if (from.compareTo(to) >= 0) {
            return List.of();
        }
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, String> entry : model.subMap(from, to).entrySet()) {
            entries.add(entry.getKey() + "=" + entry.getValue());
        }
        return entries;
    }

    private static String randomKey(SplittableRandom random) {
        char[] key = new char[1 + random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (char) ('a' + random.nextInt(4));
        }
        return new String(key);
    }

    private void put(Table table, String key, String value) {
        disk.storage().put(table, text(key), text(value));
    }

    private void delete(Table table, String key) {
        disk.storage().delete(table, text(key));
    }

    private Optional<String> get(Table table, String key) {
        return disk.storage().get(table, text(key)).map(StorageContract::text);
    }

    private List<String> scan(Table table, String from, String to) {
        List<String> entries = new ArrayList<>();
        disk.storage().scan(table, text(from), text(to), (key, value) -> entries.add(text(key) + "=" + text(value)));
        return entries;
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}

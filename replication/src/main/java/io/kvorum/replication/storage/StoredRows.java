package io.kvorum.replication.storage;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The rows of one partition as they lie in the store, each with a checksum of its own over key and row: what reached the store
 * damaged, or was damaged below it, is told apart from the row, and all other rows can still be read. A damaged row stays where it is
 * until something is written in its place: a restart finds it again wherever it is needed.
 */
public final class StoredRows {
    private static final int CHECKSUM_BYTES = Long.BYTES;

    private final int partition;
    private final Storage storage;
    private final ShardConfig config;
    private final DamagedKeys damaged = new DamagedKeys();

    public StoredRows(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
    }

    public int partition() {
        return partition;
    }

    /** The row under this stored key, {@link Row#EMPTY} if there is none; empty if it is damaged. */
    public Optional<Row> read(byte[] stored) {
        Optional<byte[]> value = storage.get(Table.ROWS, stored);
        if (value.isPresent()) {
            return decoded(stored, value.get());
        }
        // What was found damaged, and that nobody has removed, is there.
        return !damaged.isEmpty() && damaged.contains(Keys.rowKey(stored)) ? Optional.empty() : Optional.of(Row.EMPTY);
    }

    private Optional<Row> decoded(byte[] stored, byte[] value) {
        if (isWhole(stored, value) || config.makes(PlantedBug.ROW_CHECKSUM_IGNORED)) {
            if (!config.makes(PlantedBug.DAMAGE_REMEMBERED)) {
                // If it was damaged at an earlier read that was not the disk.
                noLongerDamaged(stored);
            }
            return Optional.of(row(value));
        }
        if (config.makes(PlantedBug.DAMAGED_ROW_COUNTS_AS_NONE)) {
            return Optional.of(Row.EMPTY);
        }
        damaged.add(Keys.rowKey(stored));
        return Optional.empty();
    }

    /** Takes the place of what is stored under the key, damaged or not; an empty row is no row. */
    public void write(byte[] stored, Row row) {
        if (row.isEmpty()) {
            delete(stored);
        } else {
            storage.put(Table.ROWS, stored, encoded(stored, row));
            noLongerDamaged(stored);
        }
    }

    public void delete(byte[] stored) {
        storage.delete(Table.ROWS, stored);
        noLongerDamaged(stored);
    }

    private void noLongerDamaged(byte[] stored) {
        if (!damaged.isEmpty()) {
            damaged.remove(Keys.rowKey(stored));
        }
    }

    /**
     * Visits rows in the order of their stored keys until the visitor returns false. Damaged ones are noted and passed over.
     *
     * @return whether none was
     */
    public boolean scan(byte[] from, byte[] to, BiPredicate<byte[], Row> visitor) {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return true;
        }
        boolean[] whole = {true};
        storage.scan(Table.ROWS, from, to, (stored, value) -> {
            Optional<Row> row = decoded(stored, value);
            whole[0] &= row.isPresent();
            return row.isEmpty() || visitor.test(stored, row.get());
        });
        return whole[0];
    }

    public DamagedKeys damaged() {
        return damaged;
    }

    /** What is stored for a row. */
    public static byte[] encoded(byte[] stored, Row row) {
        byte[] bytes = row.toByteArray();
        byte[] value = Arrays.copyOf(bytes, bytes.length + CHECKSUM_BYTES);
        long checksum = checksum(stored, bytes, bytes.length);
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            value[bytes.length + i] = (byte) (checksum >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        return value;
    }

    /** Does what is stored under this key fit its checksum? */
    public static boolean isWhole(byte[] stored, byte[] value) {
        int length = value.length - CHECKSUM_BYTES;
        return length > 0
                && new ByteReader(value, length, CHECKSUM_BYTES).readLong() == checksum(stored, value, length);
    }

    /** The row in what is stored, whether it fits its checksum or not. */
    public static Row row(byte[] value) {
        return Row.fromByteArray(value, 0, value.length - CHECKSUM_BYTES);
    }

    private static long checksum(byte[] stored, byte[] value, int length) {
        return Hashing.xxh3_64().hashBytesToLong(stored) * 31
                + Hashing.xxh3_64().hashBytesToLong(value, 0, length);
    }
}

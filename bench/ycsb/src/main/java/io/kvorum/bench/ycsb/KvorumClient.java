package io.kvorum.bench.ycsb;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Bucket;
import io.kvorum.client.Codec;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Level;
import io.kvorum.client.NotAllowed;
import io.kvorum.client.Overloaded;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Sibling;
import io.kvorum.client.Siblings;
import io.kvorum.client.Unavailable;
import io.kvorum.client.WriteOptions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * Kvorum for YCSB. A record is one value; its key in the bucket is the table's name, a slash and YCSB's key.
 *
 * <p>An update reads the record, changes its fields, and writes it with the context of what was read. So it replaces all that
 * it saw, and a key never has more siblings than there were updates of it at one time. Where siblings are read, their fields
 * are joined, of fields that several have the last sibling's. An insert does not read: load into keys that are not there yet.
 *
 * <p>Properties: {@code kvorum.endpoints} ({@value #DEFAULT_ENDPOINTS}), {@code kvorum.bucket} ({@value #DEFAULT_BUCKET}) and
 * {@code kvorum.level} of reads and writes ({@value #DEFAULT_LEVEL}). The threads of YCSB share one client.
 */
public final class KvorumClient extends DB {
    /** Where the nodes of Kvorum's examples listen. */
    public static final String DEFAULT_ENDPOINTS = "127.0.0.1:7101";

    /** Each cluster has it. */
    public static final String DEFAULT_BUCKET = "default";

    /** A majority of all replicas. */
    public static final String DEFAULT_LEVEL = "quorum";

    private static final Object LOCK = new Object();

    /** Shared by all threads of YCSB, each of which has an instance of this class. */
    private static @Nullable Shared shared;

    private record Shared(io.kvorum.client.KvorumClient client, int users) {}

    private WriteOptions writes = WriteOptions.DEFAULT;
    private @Nullable Bucket<String, Fields> bucket;

    /** YCSB makes an instance for each of its threads. */
    public KvorumClient() {}

    @Override
    public void init() throws DBException {
        Properties properties = getProperties();
        try {
            Level level = Level.parse(properties.getProperty("kvorum.level", DEFAULT_LEVEL));
            String endpoints = properties.getProperty("kvorum.endpoints", DEFAULT_ENDPOINTS);
            String name = properties.getProperty("kvorum.bucket", DEFAULT_BUCKET);
            writes = WriteOptions.DEFAULT.level(level);
            bucket = client(endpoints)
                    .bucket(name, Codec.utf8(), Fields.CODEC)
                    .reading(ReadOptions.DEFAULT.level(level))
                    .writing(writes);
        } catch (IllegalArgumentException wrong) {
            throw new DBException(wrong.getMessage(), wrong);
        }
    }

    private static io.kvorum.client.KvorumClient client(String endpoints) {
        synchronized (LOCK) {
            Shared before = shared;
            io.kvorum.client.KvorumClient client = before != null
                    ? before.client()
                    : io.kvorum.client.KvorumClient.builder()
                            .endpoints(Arrays.stream(endpoints.split(","))
                                    .map(Endpoint::parse)
                                    .toList())
                            .clientName("ycsb")
                            .build();
            shared = new Shared(client, before != null ? before.users() + 1 : 1);
            return client;
        }
    }

    @Override
    public void cleanup() {
        synchronized (LOCK) {
            Shared before = shared;
            if (before != null && bucket != null) {
                bucket = null;
                shared = before.users() > 1 ? new Shared(before.client(), before.users() - 1) : null;
                if (before.users() == 1) {
                    before.client().close();
                }
            }
        }
    }

    private Bucket<String, Fields> bucket() {
        if (bucket == null) {
            throw new IllegalStateException("YCSB calls init first");
        }
        return bucket;
    }

    @Override
    public Status read(String table, String key, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
        return status(() -> {
            Optional<Fields> found = joined(bucket().siblings(place(table, key)));
            found.ifPresent(record -> record.values().forEach((name, value) -> {
                if (fields == null || fields.contains(name)) {
                    result.put(name, new ByteArrayByteIterator(value));
                }
            }));
            return found.isPresent() ? Status.OK : Status.NOT_FOUND;
        });
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
        Map<String, byte[]> changed = arrays(values);
        return status(() -> {
            String place = place(table, key);
            Siblings<Fields> before = bucket().siblings(place);
            Optional<Fields> record = joined(before);
            if (record.isEmpty()) {
                return Status.NOT_FOUND;
            }
            bucket().put(place, record.get().with(changed), writes.context(before.context()));
            return Status.OK;
        });
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
        Fields record = new Fields(new TreeMap<>(arrays(values)));
        return status(() -> {
            bucket().put(place(table, key), record);
            return Status.OK;
        });
    }

    @Override
    public Status delete(String table, String key) {
        return status(() -> {
            bucket().delete(place(table, key));
            return Status.OK;
        });
    }

    /** Keys are placed by their hash: there is no range of them to read. */
    @Override
    public Status scan(
            String table,
            String startKey,
            int recordCount,
            @Nullable Set<String> fields,
            Vector<HashMap<String, ByteIterator>> result) {
        return Status.NOT_IMPLEMENTED;
    }

    private static String place(String table, String key) {
        return table + "/" + key;
    }

    private static Map<String, byte[]> arrays(Map<String, ByteIterator> values) {
        Map<String, byte[]> arrays = new TreeMap<>();
        values.forEach((name, value) -> arrays.put(name, value.toArray()));
        return arrays;
    }

    /** Nothing if the record is not there. */
    private static Optional<Fields> joined(Siblings<Fields> found) {
        return found.versions().stream().map(Sibling::value).reduce((earlier, later) -> earlier.with(later.values()));
    }

    private static Status status(Supplier<Status> operation) {
        try {
            return operation.get();
        } catch (KvorumException failed) {
            return switch (failed) {
                case Unavailable unavailable -> Status.SERVICE_UNAVAILABLE;
                case Overloaded overloaded -> Status.SERVICE_UNAVAILABLE;
                case BadRequest wrong -> Status.BAD_REQUEST;
                case NotAllowed forbidden -> Status.FORBIDDEN;
                default -> new Status(failed.getClass().getSimpleName(), "outcome: " + failed.outcome());
            };
        }
    }
}

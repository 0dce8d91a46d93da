package io.kvorum.cli;

import io.kvorum.client.Context;
import io.kvorum.client.MapEntry;
import io.kvorum.client.Receipt;
import io.kvorum.client.Sibling;
import io.kvorum.client.Siblings;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.TypedBucket.Place;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.Written;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.MapField;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One bucket of each type, named after it. */
final class FakeTypedBuckets {
    private static final Actor ACTOR = Actor.of(1, 0xab);
    private static final long ISSUED_AT_MILLIS = 1_000;

    private final SortedMap<String, List<Sibling<Bytes>>> versions = new TreeMap<>();
    private final SortedMap<String, Long> counters = new TreeMap<>();
    private final Receipt receipt;
    private long counter;

    FakeTypedBuckets(Receipt receipt) {
        this.receipt = receipt;
    }

    List<BucketInfo> infos() {
        List<BucketInfo> infos = new ArrayList<>();
        for (CellType type : CellType.values()) {
            if (type != CellType.NONE) {
                infos.add(new BucketInfo(10 + type.code(), type.text(), 0, new TreeMap<>(Map.of("type", type.text()))));
            }
        }
        return infos;
    }

    Siblings<Bytes> read(String bucket, Place place) {
        return new Siblings<>(
                versions.getOrDefault(name(bucket, place), List.of()), new Context(Bytes.ofUtf8("token")), receipt);
    }

    private static String name(String bucket, Place place) {
        return bucket + "/" + place.key().toUtf8() + "/" + place.element().toUtf8();
    }

    /** The elements of a key that are in. */
    List<Bytes> elements(String bucket, Bytes key) {
        String prefix = name(bucket, new Place(key));
        return versions.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> Bytes.ofUtf8(name.substring(prefix.length())))
                .toList();
    }

    List<MapEntry> fields(String bucket, Bytes key) {
        return elements(bucket, key).stream()
                .map(element -> new MapEntry(MapField.ofElement(element), live(bucket, new Place(key, element))))
                .toList();
    }

    int removeFields(String bucket, Bytes key, List<Bytes> path) {
        List<Bytes> removed = elements(bucket, key).stream()
                .filter(element -> element.startsWith(MapField.prefix(path)))
                .toList();
        removed.forEach(element -> versions.remove(name(bucket, new Place(key, element))));
        return removed.size();
    }

    private List<Version> live(String bucket, Place place) {
        return read(bucket, place).versions().stream()
                .map(sibling -> new Version(sibling.dot(), sibling.writeId(), sibling.value()))
                .toList();
    }

    Written increment(String bucket, Bytes key, long delta) {
        counters.merge(name(bucket, new Place(key)), delta, Long::sum);
        return written();
    }

    long counter(String bucket, Bytes key) {
        return counters.getOrDefault(name(bucket, new Place(key)), 0L);
    }

    Written update(String bucket, Place place, TypedBucket.Change change) {
        List<Version> seen = live(bucket, place);
        versions.remove(name(bucket, place));
        change.after(seen).apply(ISSUED_AT_MILLIS).ifPresent(operand -> add(bucket, place, operand));
        return written();
    }

    private Written written() {
        return new Written(
                new Context(Bytes.ofUtf8("token")),
                new Dot(ACTOR, counter + 1),
                new WriteId(0x5e, counter + 1, ISSUED_AT_MILLIS),
                receipt);
    }

    /** As if it had not come the first time. */
    Written resend(UnfinishedUpdate update) {
        return update(update.bucket(), update.place(), seen -> millis -> update.operand());
    }

    /** Beside what is there, as a writer that had not seen it. */
    void add(String bucket, Place place, Bytes operand) {
        List<Sibling<Bytes>> beside = new ArrayList<>(read(bucket, place).versions());
        counter++;
        beside.add(new Sibling<>(operand, new Dot(ACTOR, counter), new WriteId(0x5e, counter, ISSUED_AT_MILLIS)));
        versions.put(name(bucket, place), beside);
    }
}

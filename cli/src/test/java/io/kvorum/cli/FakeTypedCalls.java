package io.kvorum.cli;

import io.kvorum.client.ElementPage;
import io.kvorum.client.MapEntry;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Reading;
import io.kvorum.client.Receipt;
import io.kvorum.client.Siblings;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.client.cluster.Explanation;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a cluster in memory does with keys of typed buckets. */
abstract class FakeTypedCalls implements Cluster {
    static final Receipt RECEIPT =
            new Receipt(2, List.of(1, 2), List.of(), true, List.of(), Optional.of(Instant.EPOCH));

    final FakeTypedBuckets typed = new FakeTypedBuckets(RECEIPT);

    /** Strong buckets that commands have created. */
    final FakeStrongBuckets created = new FakeStrongBuckets();

    @Override
    public long clusterMillis() {
        return System.currentTimeMillis();
    }

    /** Fails if the test has asked for it. */
    abstract void check(String what);

    @Override
    public Siblings<Bytes> readTyped(String bucket, CellType type, TypedBucket.Place place, ReadOptions options) {
        check("read " + place);
        return typed.read(bucket, place);
    }

    @Override
    public Written resend(UnfinishedUpdate update) {
        return typed.resend(update);
    }

    @Override
    public Written updateTyped(
            String bucket,
            CellType type,
            TypedBucket.Place place,
            TypedBucket.Change change,
            ReadOptions before,
            WriteOptions options) {
        check("update " + place + levels(before, options));
        return typed.update(bucket, place, change);
    }

    private static String levels(ReadOptions before, WriteOptions options) {
        return before.level().map(level -> " r=" + level).orElse("")
                + options.level().map(level -> " w=" + level).orElse("");
    }

    @Override
    public Explanation explainTyped(String bucket, CellType type, TypedBucket.Place place) {
        return explain(bucket, place.key());
    }

    @Override
    public ElementPage<Bytes> elements(
            String bucket, CellType type, Bytes key, Optional<Bytes> after, ReadOptions options) {
        return new ElementPage<>(typed.elements(bucket, key), Optional.empty(), RECEIPT);
    }

    @Override
    public ElementPage<MapEntry> mapFields(String bucket, Bytes key, Optional<Bytes> after, ReadOptions options) {
        return new ElementPage<>(typed.fields(bucket, key), Optional.empty(), RECEIPT);
    }

    @Override
    public int removeFields(String bucket, Bytes key, List<Bytes> path, ReadOptions before, WriteOptions options) {
        check("remove " + key.toUtf8() + levels(before, options));
        return typed.removeFields(bucket, key, path);
    }

    @Override
    public Reading<Long> countElements(String bucket, CellType type, Bytes key) {
        return new Reading<>((long) typed.elements(bucket, key).size(), RECEIPT);
    }

    @Override
    public Written increment(String bucket, CellType type, Bytes key, long delta, WriteOptions options) {
        check("increment " + key);
        return typed.increment(bucket, key, delta);
    }

    @Override
    public Reading<Long> counter(String bucket, CellType type, Bytes key, ReadOptions options) {
        return new Reading<>(typed.counter(bucket, key), RECEIPT);
    }
}

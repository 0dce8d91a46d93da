package io.kvorum.bench.load;

import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.KeyChooser;
import io.kvorum.bench.workload.KeySpace;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** A store with a workload's data in it: begins single operations and judges what they read. For use by many threads. */
final class Target {
    private final Store store;
    private final Workload workload;
    private final KeySpace space;
    private final KeyChooser chooser;
    private final Tally tally;
    private final boolean verify;
    private final Optional<CountedOperations> counted;

    /** @param counted where a strong workload's operations go */
    Target(Store store, Optional<CountedOperations> counted, Workload workload, Tally tally, boolean verify) {
        this.store = store;
        this.counted = counted;
        this.workload = workload;
        this.space = new KeySpace(workload.records());
        this.chooser = KeyChooser.of(workload, space);
        this.tally = tally;
        this.verify = verify;
    }

    Op pick(SplittableRandom random) {
        return workload.mix().pick(random.nextDouble());
    }

    long key(Op op, SplittableRandom random) {
        return op == Op.INSERT ? space.beginInsert() : chooser.next(random);
    }

    /** Begins an operation; what the store throws is a failed stage too. */
    CompletableFuture<?> begin(Op op, long key, SplittableRandom random, boolean measured) {
        try {
            return switch (op) {
                case READ -> store.read(Keys.of(key));
                case UPDATE, INSERT -> store.write(Keys.of(key), value(key, random));
                case DELETE -> store.delete(Keys.of(key));
                case SCAN -> store.scan(Keys.of(key), 1 + random.nextInt(workload.maxScan()));
                case READ_MODIFY_WRITE -> {
                    byte[] replacement = value(key, random);
                    yield store.read(Keys.of(key)).thenCompose(found -> {
                        judge(key, found);
                        return store.write(Keys.of(key), replacement);
                    });
                }
                case COMPARE_AND_SET -> counted.orElseThrow().increment(key, random, measured);
                case SERIAL_READ -> counted.orElseThrow().read(key);
            };
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private byte[] value(long key, SplittableRandom random) {
        return StampedValue.of(key, random.nextLong(), workload.valueBytes());
    }

    /** An operation was answered. */
    void ended(Op op, long key, Object answer) {
        if (op == Op.READ && answer instanceof List<?> values) {
            judge(key, values);
        } else if (op == Op.SCAN && answer instanceof List<?> rows) {
            rows.forEach(row -> judgeRow((Store.Row) row));
        } else if (op == Op.INSERT) {
            space.insertEnded(key);
        }
    }

    void failed(Op op, long key) {
        if (op == Op.INSERT) {
            space.insertEnded(key);
        }
    }

    String outcome(Throwable failure) {
        return counted.map(operations -> operations.outcome(failure)).orElseGet(() -> store.outcome(failure));
    }

    private void judge(long key, List<?> values) {
        if (values.isEmpty()) {
            tally.sawNothing();
        } else if (values.size() > 1) {
            tally.sawSiblings();
        }
        if (verify) {
            for (Object value : values) {
                if (!StampedValue.isOf(key, (byte[]) value)) {
                    tally.sawWrongValue();
                }
            }
        }
    }

    /** Rows of others, whose keys are not of this kind, may be among them. */
    private void judgeRow(Store.Row row) {
        long key = Keys.number(row.key());
        if (verify && key >= 0 && !StampedValue.isOf(key, row.value())) {
            tally.sawWrongValue();
        }
    }
}

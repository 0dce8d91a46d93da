package io.kvorum.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadPhaseTest {
    /** Each third write fails, in a thread of its own. */
    private static final class Flaky implements Store {
        private final Map<Long, byte[]> values = new ConcurrentHashMap<>();
        private final AtomicInteger writes = new AtomicInteger();

        @Override
        public CompletableFuture<Void> write(byte[] key, byte[] value) {
            return CompletableFuture.runAsync(() -> {
                if (writes.incrementAndGet() % 3 == 0) {
                    throw new IllegalStateException("busy");
                }
                values.put(Keys.number(key), value);
            });
        }

        @Override
        public CompletableFuture<List<byte[]>> read(byte[] key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> delete(byte[] key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String outcome(Throwable failure) {
            return "busy";
        }

        @Override
        public void close() {}
    }

    @Test
    void everyRecordIsWrittenAlthoughSomeWritesFail() throws InterruptedException {
        Flaky store = new Flaky();
        Workload workload = Workload.named("a").withRecords(200).withValueBytes(64);
        LoadOptions options = LoadOptions.closed(4, Duration.ZERO, Duration.ofSeconds(1), 7);
        LoadPhase.Loaded loaded = LoadPhase.load(store, workload, options, LoadListener.NONE);
        assertThat(store.values).hasSize(200);
        store.values.forEach(
                (key, value) -> assertThat(StampedValue.isOf(key, value)).isTrue());
        assertThat(loaded.failures().get("busy")).isGreaterThanOrEqualTo(66);
    }
}

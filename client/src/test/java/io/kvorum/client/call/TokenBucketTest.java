package io.kvorum.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final AtomicLong nanos = new AtomicLong(42);

    private static int takeAll(TokenBucket bucket) {
        int taken = 0;
        while (bucket.tryTake()) {
            taken++;
        }
        return taken;
    }

    @Test
    void extraRequestsAreAShareOfTheOrdinaryOnes() {
        TokenBucket bucket = new TokenBucket(0.25, 0, 10, nanos::get);
        assertThat(takeAll(bucket)).isEqualTo(10);
        for (int i = 0; i < 20; i++) {
            bucket.request();
        }
        assertThat(takeAll(bucket)).isEqualTo(5);
    }

    @Test
    void someAreFreePerSecondButNeverMoreThanFit() {
        TokenBucket bucket = new TokenBucket(0, 2, 10, nanos::get);
        takeAll(bucket);
        nanos.addAndGet(3_000_000_000L);
        assertThat(takeAll(bucket)).isEqualTo(6);
        nanos.addAndGet(3_600_000_000_000L);
        assertThat(takeAll(bucket)).isEqualTo(10);
    }
}

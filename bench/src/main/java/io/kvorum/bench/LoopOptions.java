package io.kvorum.bench;

import io.kvorum.client.Level;
import java.time.Duration;

/**
 * What a closed loop does.
 *
 * @param clients threads, each with one operation in flight
 * @param keys that are drawn uniformly; written once before the measurement
 * @param valueBytes at least {@link LoopValue#MIN_BYTES}
 * @param readShare 0 to 1; the rest are writes that replace what their thread knows of the key
 * @param warmUp not measured
 * @param measured how long is measured
 */
public record LoopOptions(
        String bucket,
        int clients,
        int keys,
        int valueBytes,
        double readShare,
        Level level,
        Duration warmUp,
        Duration measured,
        long seed) {
    public LoopOptions {
        if (clients < 1 || keys < clients) {
            throw new IllegalArgumentException("at least one client is needed, and a key for each");
        }
        if (valueBytes < LoopValue.MIN_BYTES) {
            throw new IllegalArgumentException("values have at least " + LoopValue.MIN_BYTES + " bytes");
        }
        if (!(readShare >= 0 && readShare <= 1)) {
            throw new IllegalArgumentException("the share of reads is from 0 to 1, not " + readShare);
        }
    }
}

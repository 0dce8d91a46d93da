package io.kvorum.bench.result;

import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.Workload;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was asked of the store.
 *
 * @param mix share by kind of operation
 * @param ratePerSecond of an open loop; 0 for a closed one
 */
public record Asked(
        String workload,
        SortedMap<String, Double> mix,
        String distribution,
        long records,
        int valueBytes,
        int threads,
        double ratePerSecond,
        double warmUpSeconds,
        double measuredSeconds,
        long seed,
        boolean verify) {
    public static Asked of(Workload workload, LoadOptions options) {
        SortedMap<String, Double> mix = new TreeMap<>();
        for (Op op : Op.values()) {
            if (workload.mix().has(op)) {
                mix.put(op.label(), workload.mix().share(op));
            }
        }
        return new Asked(
                workload.name(),
                mix,
                workload.distribution().label(),
                workload.records(),
                workload.valueBytes(),
                options.threads(),
                options.ratePerSecond().orElse(0),
                options.warmUp().toMillis() / 1e3,
                options.measured().toMillis() / 1e3,
                options.seed(),
                options.verify());
    }

    /** The load in short: {@code 16 clients} or {@code 5000/s}. */
    public String load() {
        return ratePerSecond > 0 ? Math.round(ratePerSecond) + "/s" : threads + (threads == 1 ? " client" : " clients");
    }
}

package io.kvorum.bench.rounds;

import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.result.Latency;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.workload.Op;
import java.util.List;
import java.util.Map;

/**
 * One measurement.
 *
 * @param round from 1
 * @param servers how many processes the store has: each holds a copy of every value
 */
public record Cell(int round, int servers, RunRecord run) {
    private static final List<String> WRITES =
            List.of(Op.UPDATE.label(), Op.INSERT.label(), Op.READ_MODIFY_WRITE.label(), Op.COMPARE_AND_SET.label());

    /** What cells have in common that can be compared: the same load on different stores, or in different rounds. */
    public record Load(String workload, String load, boolean open) {}

    public String peer() {
        return run.store();
    }

    /** The rate of an open loop is the same in all rounds. */
    public Load load() {
        return new Load(run.asked().workload(), run.asked().load(), run.asked().ratePerSecond() > 0);
    }

    /** Whether an open loop kept its rate: nearly all that was due was begun and succeeded. */
    public boolean keptUp() {
        double rate = run.asked().ratePerSecond();
        return rate == 0 || run.measured().perSecond() >= 0.99 * rate;
    }

    public double perSecond() {
        return run.measured().perSecond();
    }

    public double serverCpuMicros() {
        return run.serverCpuMicrosPerOperation();
    }

    public double clientCpuMicros() {
        return run.clientCpuMicrosPerOperation();
    }

    /** Of one server, on average. */
    public double rssBytesPerServer() {
        return run.processes().stream()
                .filter(process -> process.ofServer())
                .mapToLong(process -> process.rssBytes())
                .average()
                .orElse(Double.NaN);
    }

    /** Bytes that a server sent to disk per byte of value that was written; NaN if there were no writes. */
    public double diskBytesPerByte() {
        long writes = 0;
        for (Map.Entry<String, Latency> kind : run.measured().latencies().entrySet()) {
            writes += WRITES.contains(kind.getKey()) ? kind.getValue().count() : 0;
        }
        double valueBytes = (double) writes * run.asked().valueBytes();
        double disk = run.processes().stream()
                .filter(process -> process.ofServer())
                .mapToLong(process -> process.writeBytes())
                .sum();
        return writes == 0 ? Double.NaN : disk / servers / valueBytes;
    }

    public double p50Ms() {
        return run.measured().overall().p50Micros() / 1e3;
    }

    public double p99Ms() {
        return run.measured().overall().p99Micros() / 1e3;
    }

    public double p999Ms() {
        return run.measured().overall().p999Micros() / 1e3;
    }

    public double maxMs() {
        return run.measured().overall().maxMicros() / 1e3;
    }

    public long failed() {
        return run.measured().failed();
    }

    /** What became of updates by compare-and-set. */
    public CountedUpdates updates() {
        return run.measured().updates();
    }

    /** Whether it was such updates that were measured. */
    public boolean updatesByCompareAndSet() {
        return run.asked().mix().containsKey(Op.COMPARE_AND_SET.label());
    }

    public long wrongValues() {
        return run.measured().wrongValues();
    }
}

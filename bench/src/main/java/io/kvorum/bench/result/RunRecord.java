package io.kvorum.bench.result;

import io.kvorum.bench.process.ProcessCost;
import java.util.List;
import java.util.SortedMap;

/**
 * A run: a store, what was asked of it, and what was measured.
 *
 * @param store such as {@code kvorum}
 * @param label what people call the run; the store's name if they said nothing
 * @param startedAt in ISO 8601
 * @param settings of the store and the client, such as levels and the number of nodes
 * @param processes what they used within the measured time, if this is known
 */
public record RunRecord(
        String store,
        String label,
        String startedAt,
        Machine machine,
        SortedMap<String, String> settings,
        Asked asked,
        Measured measured,
        List<ProcessCost> processes) {
    /** Processor time of all servers per operation that succeeded, in microseconds; NaN if it is not known. */
    public double serverCpuMicrosPerOperation() {
        return perOperation(processes.stream()
                .filter(ProcessCost::ofServer)
                .mapToDouble(cost -> cost.cpuSeconds() * 1e6)
                .toArray());
    }

    /** Processor time of the load generator per operation that succeeded, in microseconds; NaN if it is not known. */
    public double clientCpuMicrosPerOperation() {
        return perOperation(processes.stream()
                .filter(cost -> !cost.ofServer())
                .mapToDouble(cost -> cost.cpuSeconds() * 1e6)
                .toArray());
    }

    /** Sent to disk by all servers per operation that succeeded; NaN if it is not known. */
    public double writtenBytesPerOperation() {
        return perOperation(processes.stream()
                .filter(ProcessCost::ofServer)
                .mapToDouble(ProcessCost::writeBytes)
                .toArray());
    }

    /** Resident memory of the largest server; 0 if it is not known. */
    public long largestServerRssBytes() {
        return processes.stream()
                .filter(ProcessCost::ofServer)
                .mapToLong(ProcessCost::rssBytes)
                .max()
                .orElse(0);
    }

    private double perOperation(double[] amounts) {
        if (amounts.length == 0 || measured.operations() == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (double amount : amounts) {
            sum += amount;
        }
        return sum / measured.operations();
    }
}

package io.kvorum.bench.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples some processes, and this one, at the begin and at the end of a measurement. A process that ends or begins in between
 * is left out. For one thread.
 */
public final class CostProbe {
    private final Map<String, Long> pids = new LinkedHashMap<>();
    private Map<String, ProcessSample> begin = Map.of();
    private List<ProcessCost> costs = List.of();

    /** @param servers process numbers by name */
    public CostProbe(Map<String, Long> servers) {
        pids.put(ProcessCost.CLIENT, ProcessHandle.current().pid());
        pids.putAll(servers);
    }

    public void begin() {
        begin = sample();
        costs = List.of();
    }

    public void end() {
        List<ProcessCost> used = new ArrayList<>();
        sample().forEach((name, sample) -> {
            ProcessSample before = begin.get(name);
            if (before != null) {
                used.add(ProcessCost.of(name, sample.since(before)));
            }
        });
        costs = used;
    }

    /** What was used between begin and end; empty before the end. */
    public List<ProcessCost> costs() {
        return costs;
    }

    private Map<String, ProcessSample> sample() {
        Map<String, ProcessSample> samples = new LinkedHashMap<>();
        pids.forEach((name, pid) -> ProcessSample.of(pid).ifPresent(sample -> samples.put(name, sample)));
        return samples;
    }
}

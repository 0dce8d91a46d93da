package io.kvorum.harness.drill;

import java.util.Locale;

/** Which workloads there are. */
public enum WorkloadKind {
    /** A strong bucket: reads, writes and compare-and-set; each key must be linearizable. */
    CAS(8),
    /** An eventual bucket at quorum: values are put and deleted by contexts; nothing is lost, nothing comes back. */
    REGISTERS(64),
    /** A bucket of counters at quorum: what is answered is often asked again under the same id; each increment counts once. */
    COUNTERS(8);

    private final int keys;

    WorkloadKind(int keys) {
        this.keys = keys;
    }

    /** So many unless told otherwise. */
    public int usualKeys() {
        return keys;
    }

    Workload of(DrillOptions options) {
        return switch (this) {
            case CAS -> new CasWorkload(options);
            case REGISTERS -> new RegisterWorkload(options);
            case COUNTERS -> new CounterWorkload(options);
        };
    }

    /** As the command line and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.kvorum.bench.workload;

import java.util.List;
import java.util.Map;

/**
 * What is asked of a store. Immutable.
 *
 * @param name for people and results
 * @param records that are loaded before
 * @param valueBytes at least {@link StampedValue#MIN_BYTES}
 * @param maxScan rows of the longest scan; lengths are uniform from 1
 */
public record Workload(String name, Mix mix, KeyDistribution distribution, long records, int valueBytes, int maxScan) {
    public static final long DEFAULT_RECORDS = 10_000;
    public static final int DEFAULT_VALUE_BYTES = 1_024;

    private static final int LARGE_VALUE_BYTES = 64 * 1_024;
    private static final int YCSB_MAX_SCAN = 100;

    public Workload {
        if (records < 1) {
            throw new IllegalArgumentException("at least one record is needed");
        }
        if (valueBytes < StampedValue.MIN_BYTES) {
            throw new IllegalArgumentException("values have at least " + StampedValue.MIN_BYTES + " bytes");
        }
        if (maxScan < 1) {
            throw new IllegalArgumentException("scans have at least one row");
        }
    }

    /** All that {@link #named} knows. */
    public static List<String> names() {
        return List.of(
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "write-only",
                "delete-heavy",
                "large-values",
                "many-siblings",
                "cas",
                "serial-read",
                "hot-cas");
    }

    /**
     * A to F as YCSB defines them, and some of Kvorum's own.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Workload named(String name) {
        return switch (name) {
            case "a" -> of(name, Mix.of(Op.READ, 0.5, Op.UPDATE, 0.5), KeyDistribution.ZIPFIAN);
            case "b" -> of(name, Mix.of(Op.READ, 0.95, Op.UPDATE, 0.05), KeyDistribution.ZIPFIAN);
            case "c" -> of(name, Mix.only(Op.READ), KeyDistribution.ZIPFIAN);
            case "d" -> of(name, Mix.of(Op.READ, 0.95, Op.INSERT, 0.05), KeyDistribution.LATEST);
            case "e" -> of(name, Mix.of(Op.SCAN, 0.95, Op.INSERT, 0.05), KeyDistribution.ZIPFIAN);
            case "f" -> of(name, Mix.of(Op.READ, 0.5, Op.READ_MODIFY_WRITE, 0.5), KeyDistribution.ZIPFIAN);
            case "write-only" -> of(name, Mix.only(Op.UPDATE), KeyDistribution.UNIFORM);
            case "delete-heavy" ->
                of(name, Mix.of(Map.of(Op.READ, 0.4, Op.UPDATE, 0.3, Op.DELETE, 0.3)), KeyDistribution.UNIFORM);
            case "large-values" ->
                of(name, Mix.of(Op.READ, 0.5, Op.UPDATE, 0.5), KeyDistribution.UNIFORM)
                        .withRecords(1_000)
                        .withValueBytes(LARGE_VALUE_BYTES);
            case "many-siblings" ->
                of(name, Mix.of(Op.READ, 0.5, Op.UPDATE, 0.5), KeyDistribution.UNIFORM)
                        .withRecords(1_000);
            case "cas" -> of(name, Mix.only(Op.COMPARE_AND_SET), KeyDistribution.UNIFORM);
            case "serial-read" -> of(name, Mix.only(Op.SERIAL_READ), KeyDistribution.UNIFORM);
            case "hot-cas" ->
                new Workload(
                        name, Mix.only(Op.COMPARE_AND_SET), KeyDistribution.ONE, 1, DEFAULT_VALUE_BYTES, YCSB_MAX_SCAN);
            default -> throw new IllegalArgumentException("there is no workload '" + name + "'; there are " + names());
        };
    }

    private static Workload of(String name, Mix mix, KeyDistribution distribution) {
        return new Workload(name, mix, distribution, DEFAULT_RECORDS, DEFAULT_VALUE_BYTES, YCSB_MAX_SCAN);
    }

    /** A workload of one key stays one. */
    public Workload withRecords(long count) {
        return distribution == KeyDistribution.ONE
                ? this
                : new Workload(name, mix, distribution, count, valueBytes, maxScan);
    }

    public Workload withValueBytes(int bytes) {
        return new Workload(name, mix, distribution, records, bytes, maxScan);
    }

    public Workload withDistribution(KeyDistribution other) {
        return new Workload(name, mix, other, records, valueBytes, maxScan);
    }

    /** What strong workloads do, half and half: for servers that compile what they meet. */
    public static Workload strongRunIn() {
        return of("strong-run-in", Mix.of(Op.SERIAL_READ, 0.5, Op.COMPARE_AND_SET, 0.5), KeyDistribution.UNIFORM);
    }

    /** Whether it asks for linearizable keys; then it asks for nothing else. */
    public boolean isStrong() {
        return mix.has(Op.COMPARE_AND_SET) || mix.has(Op.SERIAL_READ);
    }

    /** Whether a read of a key may rightly find nothing: some are deleted, or their insert may have failed. */
    public boolean mayMiss() {
        return mix.has(Op.DELETE) || mix.has(Op.INSERT);
    }
}

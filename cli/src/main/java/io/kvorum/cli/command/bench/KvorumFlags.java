package io.kvorum.cli.command.bench;

import io.kvorum.bench.store.KvorumRegisters;
import io.kvorum.bench.store.KvorumStore;
import io.kvorum.bench.store.KvorumStoreOptions;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.workload.Workload;
import io.kvorum.cli.Failure;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** How Kvorum is asked. */
final class KvorumFlags {
    private static final int MIN_IN_FLIGHT = 4_096;
    private static final int KEPT_SIBLINGS = 8;

    @Option(
            names = {"-b", "--bucket"},
            paramLabel = "BUCKET",
            description =
                    "The bucket. Default: default; for cas, serial-read and hot-cas bench-strong, which is created"
                            + " with kind=strong if it is not there.")
    private String bucket = "";

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "Of reads and writes; strong buckets have none. Default: quorum.")
    private String level = "";

    @Option(names = "--r", paramLabel = "LEVEL", description = "Of reads. Default: that of --level.")
    private String read = "";

    @Option(names = "--w", paramLabel = "LEVEL", description = "Of writes. Default: that of --level.")
    private String write = "";

    private Level readLevel() {
        return Level.parse(read.isEmpty() ? both() : read);
    }

    private Level writeLevel() {
        return Level.parse(write.isEmpty() ? both() : write);
    }

    private String both() {
        return level.isEmpty() ? "quorum" : level;
    }

    /** Refuses what has no meaning for linearizable keys. */
    void check(Workload workload) {
        if (workload.isStrong() && !(level + read + write).isEmpty()) {
            throw Failure.usage(
                    "workload " + workload.name() + " asks a strong bucket, whose reads and updates have no levels",
                    "leave out --level, --r and --w");
        }
    }

    private String bucket(Workload workload) {
        return !bucket.isEmpty() ? bucket : workload.isStrong() ? KvorumRegisters.BUCKET : "default";
    }

    /** The keys of a strong workload, in a bucket that is created if it is not there. Blocks. */
    Registers registers(KvorumStore store, Workload workload) {
        try {
            return store.registers(bucket(workload));
        } catch (IllegalStateException notStrong) {
            throw Failure.usage(
                    String.valueOf(notStrong.getMessage()),
                    "name another bucket with -b: it is created as a strong one");
        }
    }

    KvorumStoreOptions store(Workload workload, int inFlight, Duration deadline) {
        return new KvorumStoreOptions(
                bucket(workload),
                ReadOptions.DEFAULT.level(readLevel()),
                WriteOptions.DEFAULT.level(writeLevel()),
                deadline,
                Math.max(MIN_IN_FLIGHT, 2 * inFlight),
                KvorumStoreOptions.contextsFor(workload.records()),
                workload.name().equals("many-siblings") ? KEPT_SIBLINGS : 0);
    }

    /** Whether a read must see each acknowledged write. */
    boolean readsSeeWrites(Workload workload) {
        Level quorum = Level.QUORUM;
        return workload.isStrong()
                || readLevel().equals(Level.ALL)
                || writeLevel().equals(Level.ALL)
                || (readLevel().equals(quorum) && writeLevel().equals(quorum));
    }

    Map<String, String> settings(Workload workload) {
        return workload.isStrong()
                ? Map.of("bucket", bucket(workload), "kind", "strong")
                : Map.of(
                        "bucket",
                        bucket(workload),
                        "r",
                        readLevel().text(),
                        "w",
                        writeLevel().text());
    }
}

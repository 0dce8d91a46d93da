package io.kvorum.cli.command.bench;

import io.kvorum.bench.store.KvorumStoreOptions;
import io.kvorum.bench.workload.Workload;
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
            defaultValue = "default",
            description = "The bucket. Default: ${DEFAULT-VALUE}.")
    private String bucket = "default";

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "quorum",
            description = "Of reads and writes. Default: ${DEFAULT-VALUE}.")
    private String level = "quorum";

    @Option(names = "--r", paramLabel = "LEVEL", description = "Of reads. Default: that of --level.")
    private String read = "";

    @Option(names = "--w", paramLabel = "LEVEL", description = "Of writes. Default: that of --level.")
    private String write = "";

    private Level readLevel() {
        return Level.parse(read.isEmpty() ? level : read);
    }

    private Level writeLevel() {
        return Level.parse(write.isEmpty() ? level : write);
    }

    KvorumStoreOptions store(Workload workload, int inFlight, Duration deadline) {
        return new KvorumStoreOptions(
                bucket,
                ReadOptions.DEFAULT.level(readLevel()),
                WriteOptions.DEFAULT.level(writeLevel()),
                deadline,
                Math.max(MIN_IN_FLIGHT, 2 * inFlight),
                KvorumStoreOptions.contextsFor(workload.records()),
                workload.name().equals("many-siblings") ? KEPT_SIBLINGS : 0);
    }

    /** Whether a read must see each acknowledged write. */
    boolean readsSeeWrites() {
        Level quorum = Level.QUORUM;
        return readLevel().equals(Level.ALL)
                || writeLevel().equals(Level.ALL)
                || (readLevel().equals(quorum) && writeLevel().equals(quorum));
    }

    Map<String, String> settings() {
        return Map.of(
                "bucket", bucket, "r", readLevel().text(), "w", writeLevel().text());
    }
}

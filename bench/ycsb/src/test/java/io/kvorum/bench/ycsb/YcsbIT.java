package io.kvorum.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.Bucket;
import io.kvorum.client.Codec;
import io.kvorum.client.Siblings;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.LocalCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** YCSB's own program against three nodes. */
class YcsbIT {
    private static final int RECORDS = 200;
    private static final int OPERATIONS = 2_000;
    private static final int THREADS = 8;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    /**
     * Few keys and many threads, so that updates meet. YCSB checks what it reads: each field's value is made from its key and
     * name.
     */
    @Test
    void loadsAndRunsWorkloadAAndLeavesFewSiblings() throws IOException, InterruptedException {
        try (LocalCluster cluster = LocalCluster.createDirect(ClusterSpec.of(3, 1, folder.resolve("cluster")))) {
            cluster.startAll();
            cluster.awaitReady(Duration.ofSeconds(PATIENCE_SECONDS));
            String endpoints = String.join(",", cluster.plan().endpoints());

            String loaded = ycsb("-load", endpoints);
            assertThat(loaded).contains("[INSERT], Return=OK, " + RECORDS);
            assertNothingFailed(loaded);

            String ran = ycsb("-t", endpoints);
            assertThat(count(ran, "[READ], Return=OK, ") + count(ran, "[UPDATE], Return=OK, "))
                    .isEqualTo(OPERATIONS);
            assertThat(count(ran, "[VERIFY], Return=OK, ")).isEqualTo(count(ran, "[READ], Return=OK, "));
            assertNothingFailed(ran);

            assertThat(mostSiblings(endpoints)).isBetween(1, THREADS);
        }
    }

    private static void assertNothingFailed(String output) {
        assertThat(output.lines().filter(line -> line.contains("Return=") && !line.contains("Return=OK")))
                .isEmpty();
    }

    /** The number at the end of the line that begins so. */
    private static long count(String output, String begin) {
        return output.lines()
                .filter(line -> line.startsWith(begin))
                .mapToLong(line -> Long.parseLong(line.substring(begin.length()).strip()))
                .sum();
    }

    private String ycsb(String phase, String endpoints) throws IOException, InterruptedException {
        Path output = folder.resolve("ycsb" + phase + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "site.ycsb.Client",
                phase,
                "-db",
                KvorumClient.class.getName(),
                "-threads",
                Integer.toString(THREADS)));
        for (String property : List.of(
                "workload=site.ycsb.workloads.CoreWorkload",
                "recordcount=" + RECORDS,
                "operationcount=" + OPERATIONS,
                "readproportion=0.5",
                "updateproportion=0.5",
                "requestdistribution=zipfian",
                "dataintegrity=true",
                "kvorum.endpoints=" + endpoints)) {
            command.addAll(List.of("-p", property));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(Files.readString(output, StandardCharsets.UTF_8))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static int mostSiblings(String endpoints) {
        try (io.kvorum.client.KvorumClient client = io.kvorum.client.KvorumClient.builder()
                .endpoints(endpoints.split(","))
                .build()) {
            Bucket<String, Fields> bucket = client.bucket("default", Codec.utf8(), Fields.CODEC);
            int most = 0;
            for (int number = 0; number < RECORDS; number++) {
                Siblings<Fields> found = bucket.siblings("usertable/" + keyOf(number));
                most = Math.max(most, found.versions().size());
            }
            return most;
        }
    }

    /** YCSB names records by a hash of their number unless told otherwise. */
    private static String keyOf(long number) {
        return "user" + site.ycsb.Utils.hash(number);
    }
}

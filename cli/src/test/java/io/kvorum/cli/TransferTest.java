package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.Sibling;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv"})
    void whatIsExportedCanBeImportedAgain(String format) {
        put("plain", "a value");
        put("quoted, \"key\"", "line one\nline two");
        kit.cluster.put("default", Bytes.of(new byte[] {-1, 0}), Bytes.of(new byte[] {-2}), WriteOptions.DEFAULT);
        Path file = home.resolve("out." + format);
        assertThat(kit.run("export", "default", "--file", file.toString()).code())
                .isZero();

        Kit other = new Kit(home);
        Kit.Result result = other.run("import", "default", "--file", file.toString());

        assertThat(result.err()).contains("imported 3 pairs");
        assertThat(other.cluster.rows.keySet()).isEqualTo(kit.cluster.rows.keySet());
        kit.cluster.rows.forEach((key, versions) -> assertThat(
                        other.cluster.rows.getOrDefault(key, List.of()).stream().map(Sibling::value))
                .containsExactlyElementsOf(versions.stream().map(Sibling::value).toList()));
    }

    @Test
    void foreignTablesWithLineBreaksInQuotesAreRead() {
        Kit.Result result =
                kit.input("value,key\n\"one\ntwo\",a\nthree,b\n").run("import", "default", "--format", "csv");
        assertThat(result.err()).contains("imported 2 pairs");
        assertThat(kit.run("get", "a", "-o", "raw").out()).isEqualTo("one\ntwo");
    }

    @Test
    void siblingsStaySiblings() {
        kit.input("{\"key\":\"k\",\"value\":\"1\"}\n{\"key\":\"k\",\"value\":\"2\",\"sibling\":true}\n")
                .run("import", "default");
        assertThat(kit.cluster.rows.get(Bytes.ofUtf8("k"))).hasSize(2);
    }

    @Test
    void aLineThatIsWrongIsNamedAndNothingAfterItIsWritten() {
        Kit.Result result = kit.input(
                        "{\"key\":\"a\",\"value\":\"1\"}\n{\"key\":\"b\"}\n{\"key\":\"c\",\"value\":\"3\"}\n")
                .run("import", "default");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("record 2").contains("\"value\"");
        assertThat(kit.cluster.rows).doesNotContainKey(Bytes.ofUtf8("c"));
    }

    @Test
    void anImportThatWasBrokenOffGoesOnWhereItWas() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            lines.append("{\"key\":\"k").append(i).append("\",\"value\":\"v\"}\n");
        }
        Path file = Files.writeString(home.resolve("data.jsonl"), lines);
        kit.cluster.failure = Optional.of(Refusals.unavailable());
        kit.cluster.failWritesAfter = 600;
        assertThat(kit.run("import", "default", "--file", file.toString()).code())
                .isEqualTo(5);

        kit.cluster.failWritesAfter = Integer.MAX_VALUE;
        kit.cluster.failure = Optional.empty();
        Kit.Result result = kit.run("import", "default", "--file", file.toString());

        assertThat(result.err()).contains("goes on after record 512").contains("imported 488 pairs");
        assertThat(kit.cluster.rows).hasSize(1_000);
        assertThat(kit.cluster.rows.values())
                .allSatisfy(versions -> assertThat(versions).hasSize(1));
    }

    @Test
    void anExportToStandardOutputIsDataOnly() {
        put("a", "1");
        Kit.Result result = kit.run("export", "default");
        assertThat(result.out()).isEqualTo("{\"key\":\"a\",\"value\":\"1\"}\n");
        assertThat(result.err()).contains("exported 1 pairs");
        assertThat(kit.run("export", "nope").code()).isEqualTo(3);
    }

    private void put(String key, String value) {
        kit.cluster.put("default", Bytes.ofUtf8(key), Bytes.ofUtf8(value), WriteOptions.DEFAULT);
    }
}

package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit.Result;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    @Test
    void aValueIsDataAndNothingElseIsOnStandardOutput() {
        assertThat(kit.run("put", "greeting", "hello")).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(kit.run("get", "greeting")).isEqualTo(new Result(0, "hello\n", ""));
        assertThat(kit.run("get", "greeting", "-o", "raw")).isEqualTo(new Result(0, "hello", ""));
        assertThat(kit.cluster.closed).isTrue();
    }

    @Test
    void aKeyThatIsNotThereHasAnExitCodeOfItsOwn() {
        Result result = kit.run("get", "nothing");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("there is no key 'nothing'");

        Result json = kit.run("get", "nothing", "-o", "json");
        assertThat(json.code()).isEqualTo(3);
        assertThat(json.out()).contains("\"found\":false").contains("\"context\"");
    }

    @Test
    void jsonHasSortedKeysAndASchemaVersionOnOneLine() {
        kit.run("put", "k", "v");
        assertThat(kit.run("get", "k", "-o", "json").out())
                .isEqualTo("{\"bucket\":\"default\",\"context\":\"dG9rZW4\",\"found\":true,\"key\":\"k\","
                        + "\"receipt\":{\"asOf\":\"1970-01-01T00:00:00Z\",\"disagreed\":[],\"fallbacks\":[],"
                        + "\"levelMet\":true,\"primaries\":[1,2],\"required\":2},\"schema\":1,\"value\":\"v\"}\n");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        kit.run("put", "k", "v");
        String after = kit.run("get", "k", "-o", "json").out();
        assertThat(kit.run("-o", "json", "get", "k").out()).isEqualTo(after);
        assertThat(kit.run("siblings", "-o", "json", "show", "k").out()).startsWith("{");
        assertThat(kit.run("get", "k").out()).isEqualTo("v\n");
    }

    @Test
    void aValueThatIsNoTextIsWrittenInBase64AndSaysSo() {
        kit.run("put", "photo", "base64:/9j/");
        Result result = kit.run("get", "photo", "-o", "json");
        assertThat(result.out()).contains("\"encoding\":\"base64\"").contains("\"value\":\"/9j/\"");
        assertThat(kit.run("get", "photo").out()).isEqualTo("base64:/9j/\n");
    }

    @Test
    void aValueCannotMoveTheCursorOfATerminal() {
        kit.run("put", "k", "a\u001b[2Jb\nc");
        assertThat(kit.run("get", "k").out()).isEqualTo("a\\u001b[2Jb\\nc\n");
    }

    @Test
    void siblingsAreAllShownWithTheExitCodeOfAConflict() {
        kit.run("put", "cart", "one");
        kit.run("put", "cart", "two", "--blind");
        Result result = kit.run("get", "cart");
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.out()).contains("one").contains("two");
        assertThat(result.err()).contains("kvctl siblings resolve cart");
    }

    @Test
    void oneOfTheSiblingsCanBePicked() {
        kit.run("put", "cart", "one");
        kit.run("put", "cart", "two", "--blind");
        assertThat(kit.run("siblings", "resolve", "cart", "--pick", "2").code()).isZero();
        assertThat(kit.run("get", "cart").out()).isEqualTo("two\n");
        assertThat(kit.run("siblings", "resolve", "cart", "--pick", "9").code()).isEqualTo(2);
        assertThat(kit.run("siblings", "resolve", "cart").code()).isEqualTo(2);
    }

    @Test
    void putReplacesWhatItReadsUnlessItIsBlind() {
        kit.run("put", "k", "v");
        assertThat(kit.cluster.log).contains("read k", "put k context=Optional[true]");
        kit.cluster.log.clear();
        kit.run("put", "k", "w", "--blind");
        assertThat(kit.cluster.log).doesNotContain("read k");
        kit.run("put", "k", "x", "--context", "dG9rZW4");
        assertThat(kit.cluster.log).doesNotContain("read k");
    }

    @Test
    void aValueComesFromAFileOrFromStandardInput() throws Exception {
        Path file = Files.writeString(home.resolve("value"), "from a file");
        kit.run("put", "a", "--file", file.toString());
        kit.input("from input").run("put", "b", "-");
        assertThat(kit.run("get", "a").out()).isEqualTo("from a file\n");
        assertThat(kit.run("get", "b").out()).isEqualTo("from input\n");
        assertThat(kit.run("put", "c").code()).isEqualTo(2);
    }

    @Test
    void theReceiptNamesTheWriteSoThatItCanBeRepeated() {
        Result result = kit.run("put", "k", "v", "--receipt");
        assertThat(result.out()).contains("5e.1.1000").contains("dG9rZW4");
        assertThat(kit.run("put", "k", "v", "--write-id", "5e.1.1000").code()).isZero();
        assertThat(kit.run("put", "k", "v", "--write-id", "nonsense").code()).isEqualTo(2);
    }

    @Test
    void deletingWhatIsNotThereSaysSo() {
        kit.run("put", "k", "v");
        assertThat(kit.run("del", "k").code()).isZero();
        assertThat(kit.run("del", "k").code()).isEqualTo(3);
        assertThat(kit.run("exists", "k").code()).isEqualTo(3);
    }

    @Test
    void manyKeysComeOnOneLineEach() {
        kit.cluster.put("default", Bytes.ofUtf8("a"), Bytes.ofUtf8("1"), WriteOptions.DEFAULT);
        Result result = kit.run("mget", "a", "b", "-o", "jsonl");
        assertThat(result.out().lines()).hasSize(2);
        assertThat(result.code()).isEqualTo(3);
        assertThat(kit.run("mget", "a").code()).isZero();
    }

    @Test
    void explainShowsEachReplicaAndWhoDidNotAnswer() {
        kit.run("put", "k", "v");
        Result result = kit.run("explain", "get", "k");
        assertThat(result.out()).contains("v@").contains("false");
        assertThat(result.err()).contains("partition 7").contains("answered: nodes [1, 2]");
        assertThat(kit.run("explain", "get", "k", "-o", "json").out())
                .contains("\"partition\":7")
                .contains("\"versions\":[{\"dot\":");
    }

    @Test
    void explainPutWithoutAValueWritesNothing() {
        assertThat(kit.run("explain", "put", "k").code()).isZero();
        assertThat(kit.cluster.rows).isEmpty();
        kit.run("explain", "put", "k", "v");
        assertThat(kit.cluster.rows).hasSize(1);
    }
}

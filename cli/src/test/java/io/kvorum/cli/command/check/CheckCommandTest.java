package io.kvorum.cli.command.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String PUT_A =
            "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"applied\",\"start\":0,\"end\":1}\n";
    private static final String PUT_B =
            "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"b\",\"outcome\":\"applied\",\"start\":2,\"end\":3}\n";
    private static final String GET_A =
            "{\"process\":1,\"op\":\"get\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"applied\",\"start\":4,\"end\":5}\n";

    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    private String file(String lines) throws IOException {
        Path file = home.resolve("history.jsonl");
        Files.writeString(file, lines);
        return file.toString();
    }

    @Test
    void aLinearizableHistoryIsFine() throws IOException {
        Kit.Result result = kit.run("check", file(PUT_A + GET_A), "--model", "register");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("linearizable").contains("fine: 2 operations");
    }

    @Test
    void aBrokenOneIsShownAndDrawn() throws IOException {
        Path picture = home.resolve("broken.html");
        Kit.Result result =
                kit.run("check", file(PUT_A + PUT_B + GET_A), "--model", "cas", "--picture", picture.toString());
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.out())
                .contains("no order of these operations explains 'get → a' of process 1")
                .contains("> process 1  [4, 5]  get → a  (line 3)")
                .contains("the object could be: b");
        assertThat(Files.readString(picture))
                .contains("<svg ")
                .contains("get → a")
                .contains("no order explains this answer")
                .doesNotContain("http://cdn")
                .doesNotContain("<script");
    }

    @Test
    void jsonTellsAllOfIt() throws IOException {
        Kit.Result result = kit.run("check", file(PUT_A + PUT_B + GET_A), "--model", "register", "-o", "json");
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.out())
                .contains("\"verdict\":\"violation\"")
                .contains("\"brokenKeys\":1")
                .contains("\"failing\":{\"end\":5,");
    }

    @Test
    void sessionsAreJudgedToo() throws IOException {
        String gone =
                "{\"process\":0,\"op\":\"get\",\"key\":\"k\",\"values\":[],\"outcome\":\"applied\",\"start\":4,\"end\":5}\n";
        Kit.Result result = kit.run("check", file(PUT_A + gone), "--model", "session");
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.out()).contains("breaks 'read your writes'");
        assertThat(kit.run("check", file(PUT_A), "--model", "session").code()).isZero();
    }

    @Test
    void quorumsOfEventualBucketsAreJudgedToo() throws IOException {
        Path picture = home.resolve("broken.html");
        String gone =
                "{\"process\":1,\"op\":\"get\",\"key\":\"k\",\"values\":[],\"outcome\":\"applied\",\"start\":4,\"end\":5}\n";
        Kit.Result result =
                kit.run("check", file(PUT_A + gone), "--model", "eventual", "--picture", picture.toString());
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.out()).contains("key k breaks 'lost'").contains("does not show a");
        assertThat(Files.readString(picture)).contains("this answer breaks the promise");
        assertThat(kit.run("check", file(PUT_A), "--model", "eventual").code()).isZero();
    }

    @Test
    void aHistoryThatCannotBeReadIsAMatterOfUse() throws IOException {
        Kit.Result broken = kit.run("check", file(PUT_A + "{\"process\":1}\n"), "--model", "register");
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).contains("line 2: no 'op'");
        Kit.Result misfit = kit.run("check", file(PUT_A), "--model", "counter");
        assertThat(misfit.code()).isEqualTo(2);
        assertThat(misfit.err()).contains("line 1: 'put' is not an operation of a counter");
        assertThat(kit.run("check", home.resolve("none").toString(), "--model", "cas")
                        .code())
                .isEqualTo(2);
        assertThat(kit.run("check", file(PUT_A), "--model", "queue").code()).isEqualTo(2);
        assertThat(kit.run("check", file(PUT_A)).code()).isEqualTo(2);
    }

    @Test
    void aSearchThatGivesUpIsNotFine() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            many.append("{\"process\":")
                    .append(i)
                    .append(",\"op\":\"increment\",\"key\":\"k\",\"delta\":")
                    .append(1 << i)
                    .append(",\"outcome\":\"unknown\",\"start\":0}\n");
        }
        many.append(
                "{\"process\":99,\"op\":\"get\",\"key\":\"k\",\"number\":5000,\"outcome\":\"applied\",\"start\":1,\"end\":2}\n");
        String file = file(many.toString());
        Kit.Result result = kit.run("check", file, "--model", "counter", "--max-configurations", "100");
        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out()).contains("more than 100 configurations").contains("1 not judged to the end");
        assertThat(kit.run("check", file, "--model", "counter").code()).isEqualTo(9);
    }

    @Test
    void readsStandardInputAndTranslates() throws IOException {
        Path edn = home.resolve("history.edn");
        Kit.Result result = kit.input(PUT_A + GET_A)
                .run("check", "-", "--model", "register", "--edn", edn.toString(), "--edn-form", "porcupine");
        assertThat(result.code()).isZero();
        assertThat(Files.readAllLines(edn))
                .hasSize(4)
                .contains("{:process 1, :type :ok, :f :get, :key \"k\", :value \"a\"}");
    }
}

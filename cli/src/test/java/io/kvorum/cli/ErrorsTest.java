package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit.Result;
import io.kvorum.client.KvorumException;
import io.kvorum.protocol.client.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    static Stream<Arguments> everyFailureHasItsExitCode() {
        return Stream.of(
                Arguments.of(Refusals.unavailable(), 5),
                Arguments.of(Refusals.unknown(), 6),
                Arguments.of(Refusals.overloaded(), 5),
                Arguments.of(Refusals.late(), 8),
                Arguments.of(Refusals.siblings(), 4),
                Arguments.of(Refusals.forbidden(), 7),
                Arguments.of(Refusals.bad(ErrorCode.ERROR_CODE_BAD_REQUEST), 2),
                Arguments.of(Refusals.bad(ErrorCode.ERROR_CODE_NOT_SUPPORTED), 2),
                Arguments.of(Refusals.bad(ErrorCode.ERROR_CODE_UNKNOWN_BUCKET), 3),
                Arguments.of(Refusals.bad(ErrorCode.ERROR_CODE_CONFLICT), 4));
    }

    @ParameterizedTest
    @MethodSource
    void everyFailureHasItsExitCode(KvorumException failure, int code) {
        kit.cluster.failure = Optional.of(failure);
        Result result = kit.run("put", "k", "v", "--blind");
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("it did not work");
    }

    @Test
    void anErrorSaysWhatHappenedToTheDataAndWhatToDoNext() {
        kit.cluster.failure = Optional.of(Refusals.unknown());
        Result result = kit.run("put", "k", "v", "--blind");
        assertThat(result.err())
                .contains("data: the change may have been made")
                .contains("next: repeat the same command with --write-id fe.7.1234");
    }

    @Test
    void anErrorIsADocumentWhereDataIs() {
        kit.cluster.failure = Optional.of(Refusals.unavailable());
        Result result = kit.run("get", "k", "-o", "json");
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("\"code\":\"UNAVAILABLE\"")
                .contains("\"exitCode\":5")
                .contains("\"outcome\":\"NOT_APPLIED\"")
                .contains("\"schema\":1");
    }

    @Test
    void whatIsNoCommandIsAMistakeOfUsage() {
        assertThat(kit.run("gte", "k").code()).isEqualTo(2);
        assertThat(kit.run().code()).isEqualTo(2);
        assertThat(kit.run("get").code()).isEqualTo(2);
        assertThat(kit.run("get", "k", "--r", "most").code()).isEqualTo(2);
        assertThat(kit.run("get", "k", "--timeout", "soon").code()).isEqualTo(2);
        assertThat(kit.run("get", "k", "--context", "%%%").code()).isEqualTo(2);
        assertThat(kit.cluster.log).noneMatch(call -> call.startsWith("read"));
    }

    @Test
    void aBugIsReportedWithoutAStackTraceUnlessAsked() {
        kit.cluster.failure = Optional.of(new IllegalStateException("oops"));
        Result brief = kit.run("get", "k");
        assertThat(brief.code()).isEqualTo(1);
        assertThat(brief.err()).contains("oops").doesNotContain("at io.kvorum");
        assertThat(kit.run("get", "k", "-v").err()).contains("at io.kvorum");
    }

    @Test
    void whatCannotBeUndoneIsNotDoneUnasked() {
        Result refused = kit.run("bucket", "drop", "orders");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("add -y");
        assertThat(kit.cluster.log).doesNotContain("drop orders");
        assertThat(kit.run("bucket", "drop", "orders", "-y").code()).isZero();
        assertThat(kit.cluster.log).contains("drop orders");
    }

    @Test
    void aLossIsAcceptedOnlyByWhoSaysSoAndWithoutNodesThatAreNamed() {
        Result refused = kit.run("cluster", "accept-loss");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("will be lost", "add -y");
        assertThat(kit.run("cluster", "accept-loss", "--without", "n9", "-y").code())
                .isEqualTo(3);
        assertThat(kit.cluster.log).noneMatch(line -> line.startsWith("accept loss"));
        assertThat(kit.run("cluster", "accept-loss", "-y").code()).isZero();
        assertThat(kit.cluster.log).contains("accept loss without []");
        assertThat(kit.run("cluster", "accept-loss", "--without", "1", "-y").code())
                .isZero();
        assertThat(kit.cluster.log).contains("accept loss without [1]");
    }
}

package io.kvorum.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Outcome;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Numbers once published are never used for anything else. New ones are added to these lists; no line ever changes. */
class WireNumbersTest {
    @Test
    void frameKindsKeepTheirNumbers() {
        assertThat(Arrays.stream(FrameKind.values()).map(kind -> kind.number() + " " + kind))
                .containsExactly(
                        "1 HELLO",
                        "2 HELLO_OK",
                        "3 REQUEST",
                        "4 RESPONSE",
                        "5 PEER_HELLO",
                        "6 PEER_HELLO_OK",
                        "7 PEER_MESSAGES",
                        "8 PING",
                        "9 PONG",
                        "10 GO_AWAY");
        for (FrameKind kind : FrameKind.values()) {
            assertThat(FrameKind.of(kind.number())).contains(kind);
        }
    }

    @Test
    void errorCodesKeepTheirNumbers() {
        assertThat(names(ErrorCode.values(), "ERROR_CODE_"))
                .isEqualTo("UNSPECIFIED BAD_REQUEST UNKNOWN_BUCKET BAD_CONTEXT LEVEL_UNSATISFIABLE UNAVAILABLE"
                        + " DEADLINE_EXCEEDED OVERLOADED TOO_MANY_SIBLINGS WRITE_ID_REUSED WRITE_ID_TOO_OLD CLOCK_SKEW"
                        + " NOT_SUPPORTED CONFLICT NOT_READY INTERNAL INCOMPATIBLE WRONG_CLUSTER NOT_ALLOWED"
                        + " BAD_POSITION POSITION_TOO_OLD BEHIND_POSITION WRONG_KIND NOT_ONE_TAG TAG_TOO_LARGE"
                        + " NO_FEED WRONG_TYPE OUT_OF_RANGE");
        assertThat(ErrorCode.ERROR_CODE_BEHIND_POSITION.getNumber()).isEqualTo(21);
        assertThat(ErrorCode.ERROR_CODE_WRONG_KIND.getNumber()).isEqualTo(60);
        assertThat(ErrorCode.ERROR_CODE_TAG_TOO_LARGE.getNumber()).isEqualTo(62);
        assertThat(ErrorCode.ERROR_CODE_NO_FEED.getNumber()).isEqualTo(75);
        assertThat(ErrorCode.ERROR_CODE_WRONG_TYPE.getNumber()).isEqualTo(90);
        assertThat(ErrorCode.ERROR_CODE_OUT_OF_RANGE.getNumber()).isEqualTo(91);
        assertThat(names(Outcome.values(), "OUTCOME_")).isEqualTo("UNSPECIFIED NOT_APPLIED APPLIED UNKNOWN");
        assertThat(Outcome.OUTCOME_UNKNOWN.getNumber()).isEqualTo(3);
    }

    @Test
    void operationsAndResultsKeepTheirNumbers() {
        assertThat(Stream.of(Request.OperationCase.values()).map(each -> each.getNumber() + " " + each))
                .containsExactly(
                        "10 WRITE",
                        "11 READ",
                        "12 MULTI_READ",
                        "13 EXPLAIN",
                        "14 SCAN_LOCAL",
                        "15 READ_FEED",
                        "20 TOPOLOGY",
                        "21 CREATE_BUCKET",
                        "22 SET_BUCKET",
                        "23 DROP_BUCKET",
                        "24 ACCEPT_LOSS",
                        "30 NODE_STATUS",
                        "31 LIST_HINTS",
                        "32 PAUSE_HINTS",
                        "33 DRAIN",
                        "34 DROP_SET_ASIDE_HINTS",
                        "35 COMPARE_TREES",
                        "36 TREE_STATUS",
                        "37 SCRUB",
                        "38 LIST_DAMAGED_ROWS",
                        "39 GIVE_UP_ROW",
                        "60 UPDATE_REGISTER",
                        "61 READ_REGISTER",
                        "62 EXPLAIN_REGISTER",
                        "90 LIST_ELEMENTS",
                        "91 COUNT_ELEMENTS",
                        "92 READ_COUNTER",
                        "0 OPERATION_NOT_SET");
        assertThat(Stream.of(Response.ResultCase.values()).map(each -> each.getNumber() + " " + each))
                .containsExactly(
                        "9 FAILED",
                        "10 WRITTEN",
                        "11 FOUND",
                        "12 MULTI_FOUND",
                        "13 EXPLAINED",
                        "14 SCANNED",
                        "15 FEED_PAGE",
                        "20 TOPOLOGY",
                        "21 BUCKET_CHANGED",
                        "30 NODE_STATUS",
                        "31 HINTS",
                        "32 DONE",
                        "33 HINTS_DROPPED",
                        "34 TREE_STATUS",
                        "35 DAMAGED_ROWS",
                        "60 UPDATED",
                        "61 CONDITIONS_FAILED",
                        "62 REGISTER_FOUND",
                        "63 REGISTER_EXPLAINED",
                        "90 ELEMENTS_FOUND",
                        "91 ELEMENTS_COUNTED",
                        "92 COUNTER_FOUND",
                        "93 COUNTER_LACKING",
                        "0 RESULT_NOT_SET");
    }

    /** In the order of their numbers. */
    private static String names(Enum<?>[] values, String prefix) {
        return Arrays.stream(values)
                .map(Enum::name)
                .filter(name -> !name.equals("UNRECOGNIZED"))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.joining(" "));
    }
}

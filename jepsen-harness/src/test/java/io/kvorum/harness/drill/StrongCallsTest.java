package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.DeadlineExceeded;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Overloaded;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.PreconditionFailed.Current;
import io.kvorum.client.Receipt;
import io.kvorum.client.Unavailable;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrongCallsTest {
    private static final Invocation PUT = Operation.start(1, Action.PUT, "k", Request.value("a"), 10);
    private static final Invocation CAS = Operation.start(1, Action.CAS, "k", Request.cas("a", "b"), 10);
    private static final Invocation GET = Operation.start(1, Action.GET, "k", Request.NONE, 10);

    private static FailureDetails details(ErrorCode code, Outcome outcome) {
        return new FailureDetails(code, outcome, "test", "", Receipt.NONE);
    }

    private static Operation ended(Invocation invocation, RuntimeException thrown) {
        return StrongCalls.failed(invocation, thrown, 20).operation();
    }

    private static PreconditionFailed conflict(Current... current) {
        return new PreconditionFailed(details(ErrorCode.ERROR_CODE_CONFLICT, Outcome.NOT_APPLIED), List.of(current));
    }

    @Test
    void whatMayBeInIsUnknown() {
        OutcomeUnknown late = new OutcomeUnknown(
                details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.UNKNOWN),
                Optional.of(new WriteId(5, 1, 9)),
                null);
        assertThat(ended(PUT, late))
                .isEqualTo(PUT.unknown(20).at(new Operation.Origin(0, "", new WriteId(5, 1, 9).toString())));
        assertThat(ended(PUT, new IllegalStateException("a bug"))).isEqualTo(PUT.unknown(20));
        assertThat(StrongCalls.failed(PUT, new IllegalStateException("a bug"), 20)
                        .unforeseen())
                .isTrue();
    }

    @Test
    void whatIsSurelyNotInIsNotApplied() {
        assertThat(ended(PUT, new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.NOT_APPLIED))))
                .isEqualTo(PUT.notApplied(20));
        assertThat(ended(
                        CAS,
                        new DeadlineExceeded(details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.NOT_APPLIED))))
                .isEqualTo(CAS.notApplied(20));
        Ended overloaded = StrongCalls.failed(
                GET, new Overloaded(details(ErrorCode.ERROR_CODE_OVERLOADED, Outcome.NOT_APPLIED), Duration.ZERO), 20);
        assertThat(overloaded.operation()).isEqualTo(GET.notApplied(20));
        assertThat(overloaded.failure()).isEqualTo("Overloaded ERROR_CODE_OVERLOADED");
        assertThat(overloaded.unforeseen()).isFalse();
    }

    @Test
    void aChangeThatIsInIsApplied() {
        Unavailable odd = new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.APPLIED));
        assertThat(ended(PUT, odd)).isEqualTo(PUT.applied(20));
        assertThat(ended(GET, odd)).isEqualTo(GET.notApplied(20));
    }

    @Test
    void aConflictShowsWhatWasThereIfThatIsKnown() {
        Bytes key = Bytes.ofUtf8("k");
        assertThat(ended(CAS, conflict(new Current(key, 7, Optional.of(Bytes.ofUtf8("c"))))))
                .isEqualTo(CAS.conflict(20, Answer.present("c", 7)));
        assertThat(ended(CAS, conflict(new Current(key, 0, Optional.empty()))))
                .isEqualTo(CAS.conflict(20, Answer.absent()));
        assertThat(ended(CAS, conflict(new Current(key, 7, Optional.empty()))))
                .isEqualTo(CAS.conflict(20, Answer.NONE));
        // What has no condition cannot have failed for one.
        assertThat(StrongCalls.failed(PUT, conflict(), 20).operation().outcome())
                .isEqualTo(io.kvorum.harness.checker.history.Outcome.NOT_APPLIED);
    }
}

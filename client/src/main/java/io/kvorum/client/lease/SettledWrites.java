package io.kvorum.client.lease;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.util.Optional;
import java.util.function.Function;

/** Repeats a change whose outcome is unknown under its write id, so that it is made once and what became of it is told. */
final class SettledWrites {
    private static final int ATTEMPTS = 3;

    private SettledWrites() {}

    static long write(LeaseStore store, Bytes key, LeaseChange change, Optional<WriteId> earlier) {
        return settle(retryOf -> store.write(key, change, retryOf), earlier);
    }

    /**
     * @param attempt given the write id of the attempt before, if there was one
     * @throws OutcomeUnknown if it is still unknown after {@value #ATTEMPTS} attempts, with the write id if there is one
     */
    static <R> R settle(Function<Optional<WriteId>, R> attempt, Optional<WriteId> earlier) {
        Optional<WriteId> named = earlier;
        for (int i = 1; ; i++) {
            try {
                return attempt.apply(named);
            } catch (PreconditionFailed e) {
                throw e;
            } catch (OutcomeUnknown e) {
                boolean nameless = e.writeId().isEmpty();
                named = nameless ? named : e.writeId();
                if (i == ATTEMPTS || nameless || isForgotten(e)) {
                    throw nameless ? unknown(e, named) : e;
                }
            } catch (KvorumException e) {
                // That this attempt was not made says nothing about the one before.
                throw named.isEmpty() ? e : unknown(e, named);
            }
        }
    }

    /** Is the write id not remembered any more? It is refused from now on: nothing that was not made is made later. */
    static boolean isForgotten(OutcomeUnknown unknown) {
        return unknown.code() == ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD;
    }

    private static OutcomeUnknown unknown(KvorumException cause, Optional<WriteId> named) {
        FailureDetails details = cause.details();
        return new OutcomeUnknown(
                new FailureDetails(
                        details.code(),
                        Outcome.UNKNOWN,
                        details.message() + "; an earlier attempt may be in, now or later",
                        details.requestId(),
                        details.receipt()),
                named,
                cause);
    }
}

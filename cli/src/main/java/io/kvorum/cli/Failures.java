package io.kvorum.cli;

import io.kvorum.client.BadRequest;
import io.kvorum.client.DeadlineExceeded;
import io.kvorum.client.Incompatible;
import io.kvorum.client.KvorumException;
import io.kvorum.client.NotAllowed;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Overloaded;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.SiblingsUnresolved;
import io.kvorum.client.Unavailable;
import io.kvorum.crdt.row.WriteId;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** What an exception means to the user. */
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        Throwable cause = thrown.getCause();
        if (thrown instanceof CompletionException && cause != null) {
            return of(cause);
        }
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof KvorumException known) {
            return ofClient(known);
        }
        if (thrown instanceof InterruptedException) {
            return new Failure(Exit.INTERRUPTED, "INTERRUPTED", "interrupted", Failure.Data.NOT_CONCERNED, "");
        }
        String what = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        if (thrown instanceof IllegalArgumentException) {
            return Failure.usage(what, "");
        }
        return new Failure(Exit.INTERNAL, "INTERNAL", what, Failure.Data.NOT_CONCERNED, "-v shows where it came from");
    }

    private static Failure ofClient(KvorumException known) {
        Failure.Data data = switch (known.outcome()) {
            case APPLIED -> Failure.Data.APPLIED;
            case UNKNOWN -> Failure.Data.UNKNOWN;
            case NOT_APPLIED -> Failure.Data.NONE_TOUCHED;
        };
        String message = known.getMessage() == null ? known.code().name() : known.getMessage();
        return new Failure(exit(known), code(known), message, data, next(known));
    }

    private static Exit exit(KvorumException known) {
        return switch (known) {
            case OutcomeUnknown unknown -> Exit.UNKNOWN;
            case Unavailable unavailable -> Exit.UNAVAILABLE;
            case Overloaded overloaded -> Exit.UNAVAILABLE;
            case DeadlineExceeded late -> Exit.TIMED_OUT;
            case SiblingsUnresolved siblings -> Exit.CONFLICT;
            case PreconditionFailed failed -> Exit.CONFLICT;
            case NotAllowed forbidden -> Exit.NOT_ALLOWED;
            case Incompatible incompatible -> Exit.USAGE;
            case BadRequest wrong ->
                switch (wrong.code()) {
                    case ERROR_CODE_UNKNOWN_BUCKET -> Exit.NOT_FOUND;
                    case ERROR_CODE_CONFLICT, ERROR_CODE_WRITE_ID_REUSED, ERROR_CODE_WRITE_ID_TOO_OLD -> Exit.CONFLICT;
                    case ERROR_CODE_INTERNAL -> Exit.INTERNAL;
                    default -> Exit.USAGE;
                };
        };
    }

    /** The stable code without the prefix that protobuf asks for. */
    private static String code(KvorumException known) {
        return known.code().name().replaceFirst("^ERROR_CODE_", "").toUpperCase(Locale.ROOT);
    }

    private static String next(KvorumException known) {
        return switch (known) {
            case OutcomeUnknown unknown
            when unknown.update().isPresent() ->
                "'kvctl crdt resend " + unknown.update().get() + "': it takes effect once; or read the key";
            case OutcomeUnknown unknown ->
                unknown.writeId()
                        .map(id -> "repeat the same command with --write-id " + text(id)
                                + ": it takes effect once; or read the key")
                        .orElse("look at the present state, and repeat the command if the change is not in");
            case Unavailable unavailable -> "'kvctl cluster health' shows which nodes are away; a lower level may do";
            case Overloaded overloaded ->
                "try again"
                        + (overloaded.retryAfter().isZero()
                                ? " later"
                                : " in " + Durations.text(overloaded.retryAfter()));
            case DeadlineExceeded late -> "try again, with a longer --timeout; 'kvctl cluster health' shows the nodes";
            case SiblingsUnresolved siblings -> "'kvctl siblings show KEY', then 'kvctl siblings resolve KEY'";
            case PreconditionFailed failed -> "read what is there, and decide";
            case Incompatible incompatible -> "use a kvctl of the cluster's version, or another context";
            case NotAllowed forbidden -> "";
            case BadRequest wrong ->
                switch (wrong.code()) {
                    case ERROR_CODE_UNKNOWN_BUCKET -> "'kvctl bucket ls' shows the buckets";
                    case ERROR_CODE_WRONG_KIND ->
                        "'kvctl bucket ls' shows the kind of each bucket; get, put, del, exists and cas are for strong"
                                + " ones";
                    case ERROR_CODE_WRONG_TYPE ->
                        "'kvctl bucket ls' shows the type of each bucket; 'kvctl crdt --help' the commands for typed"
                                + " ones";
                    case ERROR_CODE_NO_FEED ->
                        "'kvctl bucket create BUCKET --kind strong --feed' makes one that can be followed";
                    case ERROR_CODE_BAD_CONTEXT -> "read the key again, and use the context of that answer";
                    default -> "";
                };
        };
    }

    /** As {@code --write-id} reads it. */
    static String text(WriteId id) {
        return WriteIds.text(id);
    }
}

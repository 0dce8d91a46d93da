package io.kvorum.replication.propose;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.register.Entry;
import io.kvorum.replication.register.Evaluated;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.Seen;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientReply.RegisterEntry;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What those who ask about registers are told, with the sentences that say what happened and what to do. */
final class RegisterReplies {
    private static final long RETRY_AFTER_MS = 50;

    static final String UNREACHABLE = "too few of them can be reached";
    static final String NOT_VOTING =
            "too few of them vote yet: they learn what the others hold, or wait until they reach them"
                    + " (kvctl node status: notVoting)";

    private RegisterReplies() {}

    static ClientReply found(
            ClientRequest.ReadRegister read, RegisterValue value, boolean linearizable, Receipt receipt) {
        List<RegisterEntry> entries = new ArrayList<>();
        if (read.range()) {
            value.entries().forEach((key, entry) -> {
                if (key.startsWith(read.key())) {
                    entries.add(shown(key, entry));
                }
            });
        } else {
            value.entry(read.key()).ifPresent(entry -> entries.add(shown(read.key(), entry)));
        }
        return new ClientReply.RegisterFound(entries, linearizable, receipt);
    }

    private static RegisterEntry shown(Bytes key, Entry entry) {
        return new RegisterEntry(key, entry.version(), Optional.of(entry.value()));
    }

    /** @param value by which it was judged: what a key had at the version that was seen, if it is still that one */
    static ClientReply conflict(List<Seen> seen, RegisterValue value, Receipt receipt) {
        List<RegisterEntry> current = seen.stream()
                .map(key -> new RegisterEntry(
                        key.key(),
                        key.version(),
                        value.entry(key.key())
                                .filter(entry -> entry.version() == key.version())
                                .map(Entry::value)))
                .toList();
        return new ClientReply.ConditionsFailed(current, receipt);
    }

    static ClientReply known(Evaluated.Known known, Update update, Receipt receipt) {
        if (known.remembered().applied()) {
            return new ClientReply.Updated(known.remembered().version(), receipt);
        }
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < known.remembered().seen().size(); i++) {
            seen.add(new Seen(
                    update.conditionKeys().get(i), known.remembered().seen().get(i)));
        }
        return conflict(seen, known.after(), receipt);
    }

    static Failed reused(Update update) {
        return failed(
                ErrorCode.WRITE_ID_REUSED,
                Outcome.NOT_APPLIED,
                "write id " + update.id() + " was used for another request; nothing was changed",
                0);
    }

    static Failed forgotten(RegisterValue value, Outcome outcome) {
        return new Failed(
                ErrorCode.WRITE_ID_TOO_OLD,
                outcome,
                "updates of this key that were issued up to " + value.horizonMillis()
                        + " ms, or before the last one of the same session, are not remembered any more"
                        + (outcome == Outcome.NOT_APPLIED
                                ? "; nothing was changed; issue it anew, above that time"
                                : "; whether this one was applied is not known: read, and decide"),
                Optional.empty(),
                0,
                value.horizonMillis());
    }

    static Failed tooLarge(String message, Outcome outcome) {
        return failed(
                ErrorCode.TAG_TOO_LARGE,
                outcome,
                message
                        + (outcome == Outcome.UNKNOWN
                                ? "; an earlier attempt may be in: read"
                                : "; nothing was changed"),
                0);
    }

    static Failed deadline(Outcome outcome) {
        return failed(
                ErrorCode.DEADLINE_EXCEEDED,
                outcome,
                outcome == Outcome.UNKNOWN
                        ? "the deadline came before a majority had answered; the update may be in; retry with the same"
                                + " write id"
                        : "the deadline came before it was this request's turn; nothing was changed",
                0);
    }

    /** @param why {@link #UNREACHABLE} or {@link #NOT_VOTING} */
    static Failed unavailable(Replicas replicas, List<Integer> acknowledged, Outcome outcome, String why) {
        return new Failed(
                ErrorCode.UNAVAILABLE,
                outcome,
                "a majority, " + replicas.majority() + " of the replicas " + replicas.owners()
                        + ", has to agree, and " + why + "; "
                        + (outcome == Outcome.UNKNOWN
                                ? "the update may be in; retry with the same write id"
                                : "nothing was changed; retry"),
                Optional.of(new Receipt(replicas.majority(), acknowledged, List.of(), false, List.of(), 0)),
                RETRY_AFTER_MS);
    }

    static Failed overloaded(int waiting) {
        return failed(
                ErrorCode.OVERLOADED,
                Outcome.NOT_APPLIED,
                waiting + " requests wait for this key already; nothing was changed; try again later",
                RETRY_AFTER_MS);
    }

    static Failed failed(ErrorCode code, Outcome outcome, String message, long retryAfterMillis) {
        return new Failed(code, outcome, message, Optional.empty(), retryAfterMillis);
    }
}

package io.kvorum.client.lease;

import io.kvorum.client.BadRequest;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.client.Unavailable;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A register as nodes have it: one version for all keys, and the outcome of each write id for a while. Not thread-safe. */
final class FakeRegister {
    private static final long WINDOW_MILLIS = 300_000;

    private final LongSupplier clusterMillis;
    private final Map<Bytes, StoredLease> entries = new HashMap<>();
    private final Map<WriteId, Long> made = new HashMap<>();
    private final Map<WriteId, PreconditionFailed> refused = new HashMap<>();
    private long version;
    private long issued;
    private long takeovers;
    private long horizonMillis;

    /** One in which no time passes: it remembers everything, until it is told to {@link #forget}. */
    FakeRegister() {
        this(() -> 1_000);
    }

    FakeRegister(LongSupplier clusterMillis) {
        this.clusterMillis = clusterMillis;
    }

    WriteId newWriteId() {
        return new WriteId(7, ++issued, clusterMillis.getAsLong() + issued);
    }

    /** Everything that was issued by now. */
    void forget() {
        forgetUpTo(clusterMillis.getAsLong() + issued);
    }

    private void forgetUpTo(long millis) {
        made.keySet().removeIf(id -> id.issuedAtMillis() <= millis);
        refused.keySet().removeIf(id -> id.issuedAtMillis() <= millis);
        horizonMillis = Math.max(horizonMillis, millis);
    }

    Optional<StoredLease> read(Bytes key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** How often a grant replaced one that was not given back. */
    long takeovers() {
        return takeovers;
    }

    /** Something else of the tag is changed. */
    long touch() {
        forgetUpTo(newWriteId().issuedAtMillis() - WINDOW_MILLIS);
        return ++version;
    }

    /** @param retry the conflict of a first attempt is recorded nowhere */
    long apply(WriteId id, Bytes key, LeaseChange change, boolean retry) {
        Long before = made.get(id);
        if (before != null) {
            return before;
        }
        PreconditionFailed conflict = refused.get(id);
        if (conflict != null) {
            throw conflict;
        }
        if (id.issuedAtMillis() <= horizonMillis) {
            FailureDetails tooOld =
                    details(ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD, retry ? Outcome.UNKNOWN : Outcome.NOT_APPLIED);
            throw retry ? new OutcomeUnknown(tooOld, Optional.of(id), null) : new BadRequest(tooOld);
        }
        long present = read(key).map(StoredLease::version).orElse(0L);
        if (present != change.expectedVersion()) {
            PreconditionFailed failed = conflict(key, present);
            if (retry) {
                refused.put(id, failed);
            }
            throw failed;
        }
        version++;
        boolean grant = change.record().filter(record -> record.renewals() == 0).isPresent();
        takeovers += grant && present != LeaseChange.ABSENT ? 1 : 0;
        change.record()
                .ifPresentOrElse(
                        record -> entries.put(key, new StoredLease(version, record)), () -> entries.remove(key));
        made.put(id, version);
        return version;
    }

    static PreconditionFailed conflict(Bytes key, long present) {
        return new PreconditionFailed(
                details(ErrorCode.ERROR_CODE_CONFLICT, Outcome.NOT_APPLIED),
                List.of(new PreconditionFailed.Current(key, present, Optional.empty())));
    }

    static OutcomeUnknown unknown(Optional<WriteId> id) {
        return new OutcomeUnknown(details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.UNKNOWN), id, null);
    }

    static Unavailable unavailable() {
        return new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.NOT_APPLIED));
    }

    private static FailureDetails details(ErrorCode code, Outcome outcome) {
        return new FailureDetails(code, outcome, "as the test says", "", Receipt.NONE);
    }
}

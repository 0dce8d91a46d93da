package io.kvorum.client;

import io.kvorum.crdt.row.WriteId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write may be in, now or later. To know, repeat it with its write id (same key, value and context) while the ids are
 * recognised, 5 minutes by default; or read.
 */
public final class OutcomeUnknown extends KvorumException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<WriteId> writeId;

    private final transient Optional<UnfinishedUpdate> update;

    public OutcomeUnknown(FailureDetails details, Optional<WriteId> writeId, @Nullable Throwable cause) {
        this(details, writeId, Optional.empty(), cause);
    }

    public OutcomeUnknown(
            FailureDetails details,
            Optional<WriteId> writeId,
            Optional<UnfinishedUpdate> update,
            @Nullable Throwable cause) {
        super(details, cause);
        this.writeId = writeId;
        this.update = update;
    }

    /** The name of the write; empty for changes of buckets and nodes, which have none. */
    public Optional<WriteId> writeId() {
        return writeId;
    }

    /** Of a typed bucket: give it to {@link KvorumClient#resend}. */
    public Optional<UnfinishedUpdate> update() {
        return update;
    }

    @Override
    public boolean retryable() {
        return true;
    }
}

package io.kvorum.integrity.escrow;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Receipt;
import io.kvorum.client.Unavailable;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagWrite;
import io.kvorum.protocol.client.ErrorCode;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A store as somebody sees it from another region: not at all while the way is cut; and answers get lost. */
record CutTagStore(TagStore store, BooleanSupplier isCut, BooleanSupplier losesAnswer) implements TagStore {
    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public TagContents read(String tag) {
        reach();
        return store.read(tag);
    }

    @Override
    public long write(String tag, TagWrite write, Optional<WriteId> retryOf) {
        reach();
        long version = store.write(tag, write, retryOf);
        if (losesAnswer.getAsBoolean()) {
            throw new OutcomeUnknown(
                    details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.UNKNOWN), Optional.empty(), null);
        }
        return version;
    }

    private void reach() {
        if (isCut.getAsBoolean()) {
            throw new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.NOT_APPLIED));
        }
    }

    private static FailureDetails details(ErrorCode code, Outcome outcome) {
        return new FailureDetails(code, outcome, "the way is cut", "", Receipt.NONE);
    }

    @Override
    public long clusterMillis() {
        return store.clusterMillis();
    }
}

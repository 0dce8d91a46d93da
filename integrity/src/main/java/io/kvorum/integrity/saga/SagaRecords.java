package io.kvorum.integrity.saga;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.record.SagaRecord.Phase;
import io.kvorum.integrity.record.SagaStepRecord;
import io.kvorum.integrity.tag.TagContents;
import java.time.Instant;
import java.util.Optional;

/** The key {@code saga} of a saga's tag. */
final class SagaRecords {
    static final String NAME = "saga";

    private SagaRecords() {}

    static Optional<SagaRecord> of(TagContents contents) {
        return contents.value(NAME).map(SagaRecords::parse);
    }

    private static SagaRecord parse(Bytes bytes) {
        try {
            return SagaRecord.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("key '" + NAME + "' holds something that is no record of a saga", e);
        }
    }

    static Bytes encode(SagaRecord record) {
        return Bytes.of(record.toByteArray());
    }

    static boolean isOver(SagaRecord record) {
        return record.getPhase() == Phase.PHASE_CONFIRMED || record.getPhase() == Phase.PHASE_CANCELLED;
    }

    static <D> D data(SagaType<D> type, ByteString data) {
        return type.data().decode(Bytes.of(data.toByteArray()));
    }

    static <D> Saga<D> view(SagaType<D> type, AggregateId id, SagaRecord record) {
        return new Saga<>(
                id,
                data(type, record.getData()),
                phase(record.getPhase()),
                record.getStepsList().stream().map(SagaRecords::step).toList(),
                record.getReason(),
                record.getToken(),
                Instant.ofEpochMilli(record.getStartedMillis()),
                Instant.ofEpochMilli(record.getDeadlineMillis()),
                Instant.ofEpochMilli(record.getUntilMillis()));
    }

    static SagaPhase phase(Phase phase) {
        return switch (phase) {
            case PHASE_TRYING -> SagaPhase.TRYING;
            case PHASE_CONFIRMING -> SagaPhase.CONFIRMING;
            case PHASE_CANCELLING -> SagaPhase.CANCELLING;
            case PHASE_CONFIRMED -> SagaPhase.CONFIRMED;
            case PHASE_CANCELLED -> SagaPhase.CANCELLED;
            case PHASE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalStateException("a saga is in a phase that this version does not know");
        };
    }

    private static Saga.Step step(SagaStepRecord step) {
        Saga.Progress progress = switch (step.getProgress()) {
            case PROGRESS_UNSPECIFIED -> Saga.Progress.NOT_BEGUN;
            case PROGRESS_TRYING -> Saga.Progress.TRYING;
            case PROGRESS_TRIED -> Saga.Progress.TRIED;
            case PROGRESS_CONFIRMING -> Saga.Progress.CONFIRMING;
            case PROGRESS_CONFIRMED -> Saga.Progress.CONFIRMED;
            case PROGRESS_CANCELLING -> Saga.Progress.CANCELLING;
            case PROGRESS_CANCELLED -> Saga.Progress.CANCELLED;
            case PROGRESS_PASSED -> Saga.Progress.PASSED;
            case UNRECOGNIZED ->
                throw new IllegalStateException(
                        "step '" + step.getName() + "' has a state that this version does not know");
        };
        return new Saga.Step(
                step.getName(), progress, Bytes.of(step.getOutcome().toByteArray()));
    }
}

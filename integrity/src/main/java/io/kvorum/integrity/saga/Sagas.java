package io.kvorum.integrity.saga;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.record.SagaRecord.Phase;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;

/**
 * The sagas of one type, in a strong bucket. Any number of instances may start, run and cancel them. Safe for use by many threads.
 *
 * @param <D> the data of a saga; immutable
 */
public final class Sagas<D> {
    private final TagUpdates updates;
    private final SagaType<D> type;
    private final SagaOptions options;
    private final SagaPlan<D> plan;
    private final SagaLog<D> log;

    /** @param updates of the bucket in which the sagas are; a feed is needed if a {@link SagaDispatcher} is to follow it */
    public Sagas(TagUpdates updates, SagaType<D> type, SagaOptions options) {
        this.updates = updates;
        this.type = type;
        this.options = options;
        this.plan = new SagaPlan<>(type);
        this.log = new SagaLog<>(updates, plan, options.leaseFor());
    }

    public SagaType<D> type() {
        return type;
    }

    SagaOptions options() {
        return options;
    }

    /** @param id see {@link AggregateId}; never used again, also after the saga is over */
    public AggregateId id(String id) {
        return new AggregateId(type.name(), id);
    }

    /**
     * Starts a saga: it is written down, and whoever runs it carries it out. Starting it again changes nothing.
     *
     * @return as it is
     * @throws SagaMismatch if it was started with other data; nothing was changed
     * @throws OutcomeUnknown if it may be started: start it again
     * @throws KvorumException of another class: it is not started
     */
    public Saga<D> start(String id, D data) {
        AggregateId saga = id(id);
        return updates.update(saga.tag(), view -> {
            Optional<SagaRecord> known = known(saga, data, view.contents());
            if (known.isPresent()) {
                return Step.done(SagaRecords.view(type, saga, known.get()));
            }
            SagaRecord begun = plan.begun(data, view.clusterMillis());
            return Step.write(
                    new TagWrite().put(SagaRecords.NAME, SagaRecords.encode(begun)),
                    SagaRecords.view(type, saga, begun));
        });
    }

    /**
     * Starts a saga in the write of a command: of the aggregate of the same type and id, whose tag is the saga's. The command fails with
     * {@link SagaMismatch} if the saga was started with other data.
     */
    public TagGuard starting(String id, D data) {
        AggregateId saga = id(id);
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                if (!view.contents().tag().equals(saga.tag())) {
                    throw new IllegalArgumentException(saga + " cannot be started in tag "
                            + view.contents().tag());
                }
                // Whether the command was carried out is not for this guard to say.
                Optional<SagaRecord> unused = known(saga, data, view.contents());
                return Optional.empty();
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                if (SagaRecords.of(view.contents()).isEmpty()) {
                    write.put(SagaRecords.NAME, SagaRecords.encode(plan.begun(data, view.clusterMillis())));
                }
            }
        };
    }

    private Optional<SagaRecord> known(AggregateId saga, D data, TagContents contents) {
        Optional<SagaRecord> known = SagaRecords.of(contents);
        Bytes encoded = type.data().encode(data);
        if (known.isPresent() && !Bytes.of(known.get().getData().toByteArray()).equals(encoded)) {
            throw new SagaMismatch(saga);
        }
        return known;
    }

    /** By a linearizable read; empty if it was not started. */
    public Optional<Saga<D>> read(String id) {
        AggregateId saga = id(id);
        return SagaRecords.of(updates.read(saga.tag())).map(record -> SagaRecords.view(type, saga, record));
    }

    /** For who follows the feed of the bucket: the saga that a tag held then; empty if it held none of this type. */
    public Optional<Saga<D>> of(TagContents contents) {
        return contents.tag().startsWith(type.name() + "-")
                ? SagaRecords.of(contents)
                        .map(record -> SagaRecords.view(type, AggregateId.ofTag(contents.tag()), record))
                : Optional.empty();
    }

    /** Whether the tag has a saga that is not over. */
    static boolean isUnfinished(TagContents contents) {
        return SagaRecords.of(contents)
                .filter(record -> !SagaRecords.isOver(record))
                .isPresent();
    }

    /**
     * Asks for a saga to be cancelled. It is up to whoever runs it to do so.
     *
     * @param reason for who looks at the saga; not empty
     * @return true: it is cancelled, or will be. False: it is decided already, and is or will be confirmed, unless a participant refuses that
     * @throws IllegalArgumentException if there is no such saga
     * @throws OutcomeUnknown if it may be asked for: ask again
     * @throws KvorumException of another class: it is not asked for
     */
    public boolean cancel(String id, String reason) {
        if (reason.isEmpty()) {
            throw new IllegalArgumentException("a cancellation has a reason");
        }
        AggregateId saga = id(id);
        return updates.update(saga.tag(), view -> {
            SagaRecord record = SagaRecords.of(view.contents())
                    .orElseThrow(() -> new IllegalArgumentException("there is no saga " + saga));
            if (record.getPhase() != Phase.PHASE_TRYING) {
                return Step.done(
                        record.getPhase() == Phase.PHASE_CANCELLING || record.getPhase() == Phase.PHASE_CANCELLED);
            }
            if (!record.getCancelRequest().isEmpty()) {
                return Step.done(true);
            }
            SagaRecord asked = record.toBuilder().setCancelRequest(reason).build();
            return Step.write(new TagWrite().put(SagaRecords.NAME, SagaRecords.encode(asked)), true);
        });
    }

    /**
     * Carries a saga out: from its beginning, or from where another run has left it. Waits in the calling thread; while a participant does not
     * answer it is asked again, with backoff, before the decision until the deadline, after it without end. Returns when the saga is over, or
     * when another run has it: then {@link Saga#coordinatedUntil} says until when at least.
     *
     * @return as it was seen last
     * @throws IllegalArgumentException if there is no such saga
     * @throws TagFull if its tag has no room
     * @throws KvorumException if the saga's bucket does not answer: run it again, by this process or another one
     * @throws InterruptedException if the thread was interrupted: another run goes on when this one's time is over
     */
    public Saga<D> run(String id) throws InterruptedException {
        AggregateId saga = id(id);
        return SagaRecords.view(type, saga, newRun(saga).run());
    }

    SagaRun<D> newRun(AggregateId saga) {
        return new SagaRun<>(log, plan, type, options, saga);
    }

    long clusterMillis() {
        return updates.store().clusterMillis();
    }
}

package io.kvorum.integrity.idempotency;

import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.IdempotencyRecord;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes requests idempotent. Safe for use by many threads.
 *
 * <p>What is there is replayed, whatever a clock says of its expiry: only removal forgets, and a clock that has jumped removes nothing
 * ({@link TagView#mayForget}). A clock that is ahead at most takes an attempt over too early, which costs work and no correctness: of
 * all attempts one completes.
 */
public final class Idempotency {
    private final IdempotencyOptions options;
    private final Standstill standstill;

    public Idempotency(IdempotencyOptions options) {
        this.options = options;
        this.standstill = new Standstill(options.time());
    }

    /**
     * Guards a command whose effect is one write: its record goes into that write, and no claim is needed. An earlier attempt that was
     * {@link #begin begun} is taken over once it should be over.
     *
     * <p>The command fails with {@link IdempotencyMismatch}, {@link RequestInProgress} or {@link TagFull} if it must not be
     * carried out. What the command itself throws is not recorded: nothing was changed, and a retry decides anew.
     */
    public TagGuard once(IdempotentRequest request) {
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                return switch (judge(view, request)) {
                    case Begun.Started started -> Optional.empty();
                    case Begun.Replay replay -> Optional.of(replay.outcome());
                    case Begun.Mismatch mismatch -> throw new IdempotencyMismatch(request);
                    case Begun.InProgress running -> throw new RequestInProgress(request, running.retryAfter());
                };
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                put(write, view, request, done(claim(view, request), outcome));
            }
        };
    }

    /**
     * Begins a request that takes longer than one write, by a write that claims it.
     *
     * @throws TagFull if the tag has no room; nothing was changed
     * @throws OutcomeUnknown if it may be begun: repeat it, after {@link IdempotencyOptions#attemptFor} it is taken over
     * @throws KvorumException of another class: it is not begun
     */
    public Begun begin(TagUpdates updates, String tag, IdempotentRequest request) {
        return updates.update(tag, view -> {
            Begun begun = judge(view, request);
            if (!(begun instanceof Begun.Started)) {
                return Step.done(begun);
            }
            TagWrite write = new TagWrite();
            put(write, view, request, claim(view, request));
            return Step.write(write, begun);
        });
    }

    /**
     * Guards the command by which an attempt completes: the effect and the outcome are one write.
     *
     * <p>The command fails with {@link AttemptSuperseded} if another attempt has taken over. If this one has completed before, its outcome
     * is told again.
     */
    public TagGuard completion(Attempt attempt) {
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                IdempotencyRecord record = Records.find(view.contents(), attempt.request())
                        .filter(found -> found.getToken() == attempt.token() && Records.isOf(found, attempt.request()))
                        .orElseThrow(() -> new AttemptSuperseded(attempt));
                return record.getDone()
                        ? Optional.of(Bytes.of(record.getOutcome().toByteArray()))
                        : Optional.empty();
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                IdempotencyRecord record =
                        Records.find(view.contents(), attempt.request()).orElseThrow();
                put(write, view, attempt.request(), done(record, outcome));
            }
        };
    }

    /**
     * The same as a step, for who has no aggregate.
     *
     * @param effect on the tag, in the same write
     * @return the outcome: this one, or that of an earlier completion of this attempt
     * @throws AttemptSuperseded if another attempt has taken over; nothing is to be written
     */
    public Step<Bytes> complete(Attempt attempt, TagView view, TagWrite effect, Bytes outcome) {
        TagGuard guard = completion(attempt);
        Optional<Bytes> before = guard.before(view);
        if (before.isPresent()) {
            return Step.done(before.get());
        }
        guard.addTo(effect, view, outcome);
        return Step.write(effect, outcome);
    }

    /**
     * Gives an attempt up that has changed nothing: the next retry need not wait. One that was superseded is left alone.
     *
     * @throws KvorumException if it may not be given up; then the next retry waits
     */
    public void release(TagUpdates updates, String tag, Attempt attempt) {
        boolean unused = updates.update(tag, view -> {
            boolean own = Records.find(view.contents(), attempt.request())
                    .filter(found -> found.getToken() == attempt.token() && !found.getDone())
                    .isPresent();
            return own ? Step.write(new TagWrite().delete(attempt.request().recordName()), true) : Step.done(false);
        });
    }

    private Begun judge(TagView view, IdempotentRequest request) {
        Optional<IdempotencyRecord> found = Records.find(view.contents(), request);
        if (found.isEmpty()) {
            return new Begun.Started(new Attempt(request, view.commit(), false));
        }
        IdempotencyRecord record = found.get();
        if (!Records.isOf(record, request)) {
            return new Begun.Mismatch();
        }
        if (record.getDone()) {
            return new Begun.Replay(Bytes.of(record.getOutcome().toByteArray()));
        }
        long left = leftMillis(view, request, record);
        return left > 0
                ? new Begun.InProgress(Duration.ofMillis(left))
                : new Begun.Started(new Attempt(request, view.commit(), true));
    }

    private long leftMillis(TagView view, IdempotentRequest request, IdempotencyRecord record) {
        long seen = TimeUnit.NANOSECONDS.toMillis(
                standstill.nanos(view.contents().tag(), request.recordName(), record.getToken()));
        long whole = record.getAttemptUntilMillis() - record.getAttemptBeganMillis();
        return Math.min(record.getAttemptUntilMillis() - view.nowMillis(), whole - seen);
    }

    private IdempotencyRecord claim(TagView view, IdempotentRequest request) {
        return Records.find(view.contents(), request).orElse(IdempotencyRecord.getDefaultInstance()).toBuilder()
                .setFingerprint(
                        UnsafeByteOperations.unsafeWrap(request.fingerprint().array()))
                .setToken(view.commit())
                .setAttemptBeganMillis(view.nowMillis())
                .setAttemptUntilMillis(view.nowMillis() + options.attemptFor().toMillis())
                .setExpiresAtMillis(expiresAtMillis(view))
                .build();
    }

    /** By the later of the two: a clock that is behind must not shorten what is promised. */
    private long expiresAtMillis(TagView view) {
        long now = Math.max(view.nowMillis(), view.clusterMillis());
        long keepFor = options.keepFor().toMillis();
        return now > Long.MAX_VALUE - keepFor ? Long.MAX_VALUE : now + keepFor;
    }

    private static IdempotencyRecord done(IdempotencyRecord record, Bytes outcome) {
        return record.toBuilder()
                .setDone(true)
                .setOutcome(UnsafeByteOperations.unsafeWrap(outcome.array()))
                .build();
    }

    private void put(TagWrite write, TagView view, IdempotentRequest request, IdempotencyRecord record) {
        Records.put(write, view, request, record, options.maxRecords());
    }
}

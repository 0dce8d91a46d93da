package io.kvorum.integrity.tag;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One update of a tag. A write whose outcome is unknown is repeated under its write id. If that does not tell, or there is none, the head is
 * read: as long as nobody has updated the tag since, the very same write is sent again, for both are conditional on the same head and at
 * most one is made; once somebody has, the head tells whether it was this update, and no late arrival can change that. Not thread-safe.
 */
final class TagUpdate<R> {
    private static final int REPEATS = 3;
    /** So often an open write is sent again under another name. */
    private static final int ROUNDS_UNKNOWN = 5;

    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final TagStore store;
    private final TagOptions options;
    private final TagMemory memory;
    private final String tag;
    private final Function<TagView, Step<R>> decide;
    private final long name = ThreadLocalRandom.current().nextLong();
    /** What was sent and may be made. */
    private @Nullable Sent<R> open;

    private @Nullable OutcomeUnknown unknown;
    private @Nullable PreconditionFailed conflict;
    private int openRounds;

    /** A write that was sent. @param number of the update that it makes */
    private record Sent<R>(TagContents from, long number, TagWrite write, R result) {}

    TagUpdate(TagStore store, TagOptions options, TagMemory memory, String tag, Function<TagView, Step<R>> decide) {
        this.store = store;
        this.options = options;
        this.memory = memory;
        this.tag = tag;
        this.decide = decide;
    }

    R run() {
        Optional<Sent<R>> guessed = memory.take(tag).flatMap(this::guess);
        if (guessed.isPresent() && isMade(guessed.get())) {
            return guessed.get().result();
        }
        for (int attempt = 1; attempt <= options.maxAttempts(); attempt++) {
            TagContents contents = read();
            Sent<R> before = open;
            if (before != null) {
                switch (Head.of(contents).fateOf(before.number(), name)) {
                    case MADE -> {
                        return before.result();
                    }
                    case NOT_MADE -> settled();
                    case OPEN -> {
                        if (++openRounds > ROUNDS_UNKNOWN) {
                            throw stillUnknown(null);
                        }
                        if (isMade(before)) {
                            return before.result();
                        }
                        pause(attempt);
                        continue;
                    }
                    case FORGOTTEN -> throw stillUnknown(null);
                }
            }
            Step<R> step = decide.apply(view(contents));
            if (step instanceof Step.Done<R> done) {
                return done.result();
            }
            Sent<R> sent = prepared(contents, (Step.Write<R>) step, true).orElseThrow();
            if (isMade(sent)) {
                return sent.result();
            }
            pause(attempt);
        }
        throw open != null || conflict == null ? stillUnknown(null) : conflict;
    }

    private void settled() {
        open = null;
        unknown = null;
        openRounds = 0;
    }

    /** A write that is decided from what is remembered. Whatever else is decided may be wrong. */
    private Optional<Sent<R>> guess(TagContents remembered) {
        try {
            return decide.apply(view(remembered)) instanceof Step.Write<R> write
                    ? prepared(remembered, write, false)
                    : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private TagView view(TagContents contents) {
        Head head = Head.of(contents);
        long now = options.time().wallMillis();
        return new TagView(contents, head.commit() + 1, now, store.clusterMillis(), head.believes(now));
    }

    private Optional<Sent<R>> prepared(TagContents contents, Step.Write<R> step, boolean told) {
        Head head = Head.of(contents);
        TagWrite write = step.write()
                .ifVersion(Head.NAME, contents.version(Head.NAME))
                .put(Head.NAME, head.next(name, options.time().wallMillis()).encode());
        TagContents after = contents.after(write, 0);
        int keys = after.entries().size();
        long bytes = after.bytes();
        if ((keys > options.maxKeys() && keys > contents.entries().size())
                || (bytes > options.maxBytes() && bytes > contents.bytes())) {
            if (told) {
                throw new TagFull(
                        tag,
                        keys + " keys of at most " + options.maxKeys() + ", " + bytes + " bytes of at most "
                                + options.maxBytes());
            }
            return Optional.empty();
        }
        return Optional.of(new Sent<>(contents, head.commit() + 1, write, step.result()));
    }

    private TagContents read() {
        try {
            return store.read(tag);
        } catch (KvorumException e) {
            throw open == null ? e : stillUnknown(e);
        }
    }

    /** False: it was not made, or that is not known ({@link #open}). */
    private boolean isMade(Sent<R> sent) {
        boolean sentBefore = open != null;
        Optional<WriteId> named = Optional.empty();
        for (int i = 1; ; i++) {
            try {
                long version = store.write(tag, sent.write(), named);
                memory.remember(sent.from().after(sent.write(), version));
                return true;
            } catch (PreconditionFailed e) {
                conflict = e;
                if (!sentBefore) {
                    // All that was sent had one name, and this is what became of it.
                    settled();
                }
                return false;
            } catch (OutcomeUnknown e) {
                open = sent;
                unknown = e;
                if (e.writeId().isEmpty() || i == REPEATS || e.code() == ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD) {
                    return false;
                }
                named = e.writeId();
            } catch (KvorumException e) {
                if (open == null) {
                    throw e;
                }
                // That this attempt was not made says nothing about the one before.
                return false;
            }
        }
    }

    private OutcomeUnknown stillUnknown(@Nullable KvorumException cause) {
        OutcomeUnknown last = unknown;
        FailureDetails details = cause != null ? cause.details() : last != null ? last.details() : null;
        return new OutcomeUnknown(
                new FailureDetails(
                        details == null ? ErrorCode.ERROR_CODE_UNAVAILABLE : details.code(),
                        Outcome.UNKNOWN,
                        "update of tag " + tag + " in bucket " + store.bucket()
                                + " may be made, now or later; read to know, or repeat the request under its"
                                + " idempotency id",
                        details == null ? "" : details.requestId(),
                        details == null ? Receipt.NONE : details.receipt()),
                last == null ? Optional.empty() : last.writeId(),
                cause != null ? cause : last);
    }

    private void pause(int attempt) {
        try {
            long millis = 1L + ThreadLocalRandom.current().nextInt(Math.min(attempt, LONGEST_PAUSE_MILLIS));
            options.time().sleep(TimeUnit.MILLISECONDS.toNanos(millis));
        } catch (InterruptedException e) {
            // The next answer that is waited for says so.
            Thread.currentThread().interrupt();
        }
    }
}

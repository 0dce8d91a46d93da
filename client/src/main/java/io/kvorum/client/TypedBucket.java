package io.kvorum.client;

import io.kvorum.client.call.Operation;
import io.kvorum.client.call.Replies;
import io.kvorum.client.call.TypedOperations;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * A bucket of one type, as bytes: what {@link FlagBucket} and the others stand on. An update first reads the key, at the level of
 * reads, and then replaces exactly what it was shown; an update that nobody had seen stays beside it, and the type says what both
 * together mean. Immutable and safe for use by many threads.
 */
public final class TypedBucket {
    private static final int MOST_ATTEMPTS = 16;
    private static final int LONGEST_PAUSE_MILLIS = 40;

    private final KvorumClient client;
    private final String name;
    private final CellType type;
    private final ReadOptions reads;
    private final WriteOptions writes;

    TypedBucket(KvorumClient client, String name, CellType type, ReadOptions reads, WriteOptions writes) {
        this.client = client;
        this.name = name;
        this.type = type;
        this.reads = reads;
        this.writes = writes;
    }

    public String name() {
        return name;
    }

    public CellType type() {
        return type;
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public TypedBucket reading(ReadOptions options) {
        return new TypedBucket(client, name, type, options, writes);
    }

    /**
     * The same bucket with other options for updates.
     *
     * @throws IllegalArgumentException if they have a context or a write id: an update takes what it has just read, and names itself.
     *     One whose outcome is unknown can be done again: of all types here it then has the effect of one
     */
    public TypedBucket writing(WriteOptions options) {
        if (options.context().isPresent() || options.writeId().isPresent()) {
            throw new IllegalArgumentException(
                    "an update of a typed bucket has no context or write id of its own: it replaces what it reads"
                            + " first");
        }
        return new TypedBucket(client, name, type, reads, options);
    }

    /** The same bucket, used within a session. */
    public TypedBucket in(Session session) {
        return reading(reads.session(session)).writing(writes.session(session));
    }

    /** What an update writes. */
    public interface Change {
        /**
         * @param seen the live versions of the key, one per write
         * @return given the issue time of its write id, the operand; empty deletes what was seen
         * @throws MalformedBytesException if what was seen cannot be read: then nothing is written
         */
        LongFunction<Optional<Bytes>> after(List<Version> seen);

        /** One that depends on nothing. */
        static Change to(Bytes operand) {
            return seen -> millis -> Optional.of(operand);
        }
    }

    /** @param value from the live versions of the key, one per write */
    <T> Pending<Siblings<Bytes>, Reading<T>> get(Bytes key, Function<List<Version>, T> value) {
        Duration deadline = client.deadline(reads.deadline());
        return new Pending<>(
                read(key, reads, deadline),
                found -> new Reading<>(understood(() -> value.apply(versions(found))), found.receipt()),
                client.executor());
    }

    /** The live versions of a key, one per write. */
    public Siblings<Bytes> versions(Bytes key) {
        return new Pending<>(read(key, reads, client.deadline(reads.deadline())), found -> found, client.executor())
                .await("get " + TypedOperations.show(key), false);
    }

    /** Updates a key. */
    public Written update(Bytes key, Change change) {
        return start(key, change).await("update " + TypedOperations.show(key), true);
    }

    Pending<Written, Written> start(Bytes key, Change change) {
        long deadlineAt = System.nanoTime() + client.deadline(writes.deadline()).toNanos();
        return new Pending<>(attempt(key, change, deadlineAt, 1), written -> written, client.executor());
    }

    private CompletableFuture<Written> attempt(Bytes key, Change change, long deadlineAt, int number) {
        ReadOptions before =
                new ReadOptions(reads.level(), writes.session().or(reads::session), Optional.empty(), Optional.empty());
        return read(key, before, left(deadlineAt))
                .thenCompose(found -> {
                    LongFunction<Optional<Bytes>> operand = understood(() -> change.after(versions(found)));
                    return write(key, operand, found.context(), left(deadlineAt));
                })
                .exceptionallyCompose(failure -> again(key, change, deadlineAt, number, failure));
    }

    /** Where too many write at once that have not seen each other, the next ones replace what those wrote. */
    private CompletableFuture<Written> again(Bytes key, Change change, long deadlineAt, int number, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        long pauseMillis = 1 + ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS);
        boolean mayPass = cause instanceof SiblingsUnresolved crowded && crowded.outcome() == Outcome.NOT_APPLIED;
        if (!mayPass
                || number == MOST_ATTEMPTS
                || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis) - deadlineAt >= 0) {
            return CompletableFuture.failedFuture(cause);
        }
        Executor later = CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, Runnable::run);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(paused -> attempt(key, change, deadlineAt, number + 1));
    }

    private static Duration left(long deadlineAt) {
        return Duration.ofNanos(Math.max(1, deadlineAt - System.nanoTime()));
    }

    private CompletableFuture<Siblings<Bytes>> read(Bytes key, ReadOptions options, Duration deadline) {
        return client.engine()
                .call(TypedOperations.read(name, key, type, options, deadline))
                .thenApply(response -> {
                    Siblings<Bytes> found = Replies.siblings(response.getFound());
                    options.session().ifPresent(session -> session.saw(name, key, found.context()));
                    return found;
                });
    }

    private CompletableFuture<Written> write(
            Bytes key, LongFunction<Optional<Bytes>> operand, Context context, Duration deadline) {
        WriteId[] id = new WriteId[1];
        Operation operation = TypedOperations.write(
                new TypedOperations.Update(name, key, type, context, operand),
                writes,
                clusterMillis -> id[0] = writes.session()
                        .map(session -> session.nextWriteId(clusterMillis))
                        .orElseGet(() -> client.nextWriteId(clusterMillis)),
                deadline);
        return client.engine().call(operation).thenApply(response -> {
            Written written = new Written(
                    Replies.context(response.getWritten().getContext()),
                    Replies.dot(response.getWritten().getDot()),
                    id[0],
                    Replies.receipt(response.getWritten().getReceipt()));
            writes.session().ifPresent(session -> session.saw(name, key, written.context()));
            return written;
        });
    }

    private static List<Version> versions(Siblings<Bytes> found) {
        return found.versions().stream()
                .map(sibling -> new Version(sibling.dot(), sibling.writeId(), sibling.value()))
                .toList();
    }

    private <T> T understood(java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MalformedBytesException e) {
            throw new Incompatible(new FailureDetails(
                    ErrorCode.ERROR_CODE_INCOMPATIBLE,
                    Outcome.NOT_APPLIED,
                    "bucket " + name + " holds something of type " + type + " that this client cannot read ("
                            + e.getMessage() + "); nothing was changed; use a newer client",
                    "",
                    Receipt.NONE));
        }
    }
}

package io.kvorum.client;

import io.kvorum.client.call.Operation;
import io.kvorum.client.call.Operations;
import io.kvorum.client.call.Replies;
import io.kvorum.client.call.TypedOperations;
import io.kvorum.client.cluster.Explanation;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ElementsFound;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

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
     *     One whose outcome is unknown is for {@link #resend}
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

    /**
     * A key, or in a collection one of its elements.
     *
     * @param element empty: the key itself
     */
    public record Place(Bytes key, Bytes element) {
        public Place(Bytes key) {
            this(key, Bytes.EMPTY);
        }

        /** By which a session remembers it. */
        public Bytes name() {
            return element.isEmpty()
                    ? key
                    : Bytes.of(new ByteWriter(key.length() + element.length() + 5)
                            .writeBytes(key.array())
                            .writeRaw(element.array())
                            .toByteArray());
        }

        @Override
        public String toString() {
            return Operations.show(key) + (element.isEmpty() ? "" : " element " + Operations.show(element));
        }
    }

    /** @param value from the live versions, one per write */
    <T> Pending<Siblings<Bytes>, Reading<T>> get(Place place, Function<List<Version>, T> value) {
        Duration deadline = client.deadline(reads.deadline());
        return new Pending<>(
                read(place, reads, deadline),
                found -> new Reading<>(understood(() -> value.apply(versions(found))), found.receipt()),
                client.executor());
    }

    /** The live versions of a key, one per write. */
    public Siblings<Bytes> versions(Place place) {
        return new Pending<>(read(place, reads, client.deadline(reads.deadline())), found -> found, client.executor())
                .await("get " + place, false);
    }

    /** Updates a key, or an element. */
    public Written update(Place place, Change change) {
        return start(place, change).await("update " + place, true);
    }

    Pending<Written, Written> start(Place place, Change change) {
        long deadlineAt = System.nanoTime() + client.deadline(writes.deadline()).toNanos();
        return new Pending<>(attempt(place, change, deadlineAt, 1), written -> written, client.executor());
    }

    private CompletableFuture<Written> attempt(Place place, Change change, long deadlineAt, int number) {
        ReadOptions before =
                new ReadOptions(reads.level(), writes.session().or(reads::session), Optional.empty(), Optional.empty());
        return read(place, before, left(deadlineAt))
                .thenCompose(found -> {
                    LongFunction<Optional<Bytes>> operand = understood(() -> change.after(versions(found)));
                    return write(place, operand, found.context(), left(deadlineAt));
                })
                .exceptionallyCompose(failure -> again(place, change, deadlineAt, number, failure));
    }

    /** Where too many write at once that have not seen each other, the next ones replace what those wrote. */
    private CompletableFuture<Written> again(
            Place place, Change change, long deadlineAt, int number, Throwable failure) {
        Throwable cause = unwrapped(failure);
        long pauseMillis = 1L + ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS);
        boolean mayPass = cause instanceof SiblingsUnresolved crowded && crowded.outcome() == Outcome.NOT_APPLIED;
        if (!mayPass
                || number == MOST_ATTEMPTS
                || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis) - deadlineAt >= 0) {
            return CompletableFuture.failedFuture(cause);
        }
        Executor later = CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, Runnable::run);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(paused -> attempt(place, change, deadlineAt, number + 1));
    }

    private static Duration left(long deadlineAt) {
        return Duration.ofNanos(Math.max(1, deadlineAt - System.nanoTime()));
    }

    private CompletableFuture<Siblings<Bytes>> read(Place place, ReadOptions options, Duration deadline) {
        return client.engine()
                .call(TypedOperations.read(name, place, type, options, deadline))
                .thenApply(response -> {
                    Siblings<Bytes> found = Replies.siblings(response.getFound());
                    options.session().ifPresent(session -> session.saw(name, place.name(), found.context()));
                    return found;
                });
    }

    /** Writes what depends on nothing, without a read before. @param element named by the id of the write */
    Pending<Written, Written> startBlindly(Bytes key, Function<WriteId, Bytes> element, Bytes operand) {
        LongFunction<UnfinishedUpdate> update = clusterMillis -> blindly(key, element, operand, nextId(clusterMillis));
        return new Pending<>(
                write(new Place(key), false, update, client.deadline(writes.deadline())),
                written -> written,
                client.executor());
    }

    /** What {@link #startBlindly} sends, with an id by now. */
    UnfinishedUpdate prepareBlindly(Bytes key, Function<WriteId, Bytes> element, Bytes operand) {
        return blindly(key, element, operand, client.newWriteId());
    }

    private UnfinishedUpdate blindly(Bytes key, Function<WriteId, Bytes> element, Bytes operand, WriteId id) {
        Place place = new Place(key, element.apply(id));
        return new UnfinishedUpdate(name, type, place, Context.NONE, id, Optional.of(operand), Optional.empty());
    }

    private WriteId nextId(long clusterMillis) {
        return writes.session()
                .map(session -> session.nextWriteId(clusterMillis))
                .orElseGet(() -> client.nextWriteId(clusterMillis));
    }

    private CompletableFuture<Written> write(
            Place place, LongFunction<Optional<Bytes>> operand, Context context, Duration deadline) {
        return write(
                place,
                false,
                clusterMillis -> {
                    WriteId id = nextId(clusterMillis);
                    return new UnfinishedUpdate(
                            name, type, place, context, id, operand.apply(id.issuedAtMillis()), writes.ttl());
                },
                deadline);
    }

    private CompletableFuture<Written> write(
            Place place, boolean again, LongFunction<UnfinishedUpdate> update, Duration deadline) {
        AtomicReference<@Nullable UnfinishedUpdate> sent = new AtomicReference<>();
        LongFunction<UnfinishedUpdate> made = clusterMillis -> {
            UnfinishedUpdate now = update.apply(clusterMillis);
            sent.set(now);
            return now;
        };
        Operation operation = TypedOperations.write(name, place, made, writes, deadline);
        return client.engine().call(again ? operation.repeated() : operation).handle((response, failure) -> {
            if (failure == null) {
                return written(response, Objects.requireNonNull(sent.get()));
            }
            throw new CompletionException(withUpdate(failure, Optional.ofNullable(sent.get())));
        });
    }

    private Written written(Response response, UnfinishedUpdate update) {
        Written written = new Written(
                Replies.context(response.getWritten().getContext()),
                Replies.dot(response.getWritten().getDot()),
                update.writeId(),
                Replies.receipt(response.getWritten().getReceipt()));
        writes.session().ifPresent(session -> session.saw(name, update.place().name(), written.context()));
        return written;
    }

    private static Throwable withUpdate(Throwable failure, Optional<UnfinishedUpdate> sent) {
        Throwable cause = unwrapped(failure);
        return cause instanceof OutcomeUnknown unknown
                ? new OutcomeUnknown(unknown.details(), unknown.writeId(), sent, unknown.getCause())
                : cause;
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * Sends an update again whose outcome is unknown. It has the effect of one, while write ids are recognised; after that it is
     * refused with code {@code WRITE_ID_TOO_OLD}, and only a read tells. Whatever fails, the outcome is as unknown as it was.
     *
     * @throws IllegalArgumentException if it is one of another bucket or type
     */
    public Written resend(UnfinishedUpdate update) {
        return resending(update).await("update " + update.place(), true);
    }

    public CompletionStage<Written> resendAsync(UnfinishedUpdate update) {
        return resending(update).stage();
    }

    private Pending<Written, Written> resending(UnfinishedUpdate update) {
        if (!update.bucket().equals(name) || update.type() != type) {
            throw new IllegalArgumentException("an update of bucket " + update.bucket() + " of type " + update.type()
                    + " was given to bucket " + name + " of type " + type);
        }
        CompletableFuture<Written> answer =
                write(update.place(), true, clusterMillis -> update, client.deadline(writes.deadline()));
        return new Pending<>(answer, written -> written, client.executor());
    }

    /** A page of the elements of a key that are in, with their live versions, as reads of each would show. */
    Pending<Response, ElementPage<Found>> page(Bytes key, Optional<Bytes> after, int limit) {
        Duration deadline = client.deadline(reads.deadline());
        TypedOperations.Listing listing =
                new TypedOperations.Listing(name, key, type, after.orElse(Bytes.EMPTY), limit);
        return new Pending<>(
                client.engine().call(TypedOperations.list(listing, reads.level(), deadline)),
                response -> understood(() -> page(response.getElementsFound())),
                client.executor());
    }

    /** How many elements of a key are in, by the count of one replica. */
    Pending<Response, Reading<Long>> count(Bytes key) {
        return new Pending<>(
                client.engine().call(TypedOperations.count(name, key, type, client.deadline(reads.deadline()))),
                response -> new Reading<>(
                        response.getElementsCounted().getCount(),
                        Replies.receipt(response.getElementsCounted().getReceipt())),
                client.executor());
    }

    /** The value of a counter. */
    Pending<Response, Reading<Long>> counter(Bytes key) {
        Duration deadline = client.deadline(reads.deadline());
        return new Pending<>(
                client.engine().call(TypedOperations.counter(name, key, type, reads.level(), deadline)),
                response -> new Reading<>(
                        response.getCounterFound().getValue(),
                        Replies.receipt(response.getCounterFound().getReceipt())),
                client.executor());
    }

    /** What each replica holds. */
    public Explanation explain(Place place) {
        Duration deadline = client.deadline(reads.deadline());
        return new Pending<>(
                        client.engine().call(Operations.explain(name, place.key(), place.element(), deadline)),
                        response -> Replies.understood(response, answer -> Explanation.of(answer.getExplained())),
                        client.executor())
                .await("explain " + place, false);
    }

    /** A page of the elements of a key that are in. */
    public ElementPage<Bytes> elements(Bytes key, Optional<Bytes> after, int limit) {
        return found(key, after, limit).map(Found::element);
    }

    ElementPage<Found> found(Bytes key, Optional<Bytes> after, int limit) {
        return page(key, after, limit).await("list " + Operations.show(key), false);
    }

    /** How many elements of a key are in, by the count of one replica. */
    public Reading<Long> size(Bytes key) {
        return count(key).await("count " + Operations.show(key), false);
    }

    /** An element, and its live versions. */
    record Found(Bytes element, List<Version> live) {}

    private ElementPage<Found> page(ElementsFound found) {
        List<Found> in = found.getElementsList().stream()
                .map(element -> new Found(
                        Replies.bytes(element.getElement()),
                        versions(new Siblings<>(
                                Replies.versions(element.getVersionsList()), Context.NONE, Receipt.NONE))))
                .filter(element -> CellType.isIn(type.sub(element.element()), element.live()))
                .toList();
        Bytes next = Replies.bytes(found.getNext());
        return new ElementPage<>(
                in, next.isEmpty() ? Optional.empty() : Optional.of(next), Replies.receipt(found.getReceipt()));
    }

    private static List<Version> versions(Siblings<Bytes> found) {
        return found.versions().stream()
                .map(sibling -> new Version(sibling.dot(), sibling.writeId(), sibling.value()))
                .toList();
    }

    <T> T understood(java.util.function.Supplier<T> reading) {
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

package io.kvorum.bench.load;

import io.kvorum.bench.store.Registers;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * Linearizable keys whose values count their updates, and what is known of how often each was updated. From this follows which
 * counts a read may show: no less than all updates that had ended before, no more than all that were begun and not refused.
 * Kept over all loads on a store, since an update of which nothing was heard may be made later. Safe for use by many threads.
 */
public final class CountedKeys {
    /** What a key counts that is not there. */
    private static final long NOTHING = -1;

    private final Registers registers;
    private final AtomicLongArray base;
    private final AtomicLongArray begun;
    private final AtomicLongArray applied;
    private final AtomicLongArray refused;
    /** By key, how many updates had begun when it was judged last. */
    private final long[] judged;

    /** What a judgement of all keys that were updated since the last one has brought; see {@link CountedUpdates}. */
    record Audit(long lost, long doubled, long unknown, long unread, boolean interrupted) {
        static final Audit NONE = new Audit(0, 0, 0, 0, false);
    }

    private CountedKeys(Registers registers, long records) {
        int keys = Math.toIntExact(records);
        this.registers = registers;
        this.base = new AtomicLongArray(keys);
        this.begun = new AtomicLongArray(keys);
        this.applied = new AtomicLongArray(keys);
        this.refused = new AtomicLongArray(keys);
        this.judged = new long[keys];
    }

    // ------------------------------------------------------------------------------------------------------ loading

    /**
     * Makes those of the workload's records that are not there; the others keep their count. Blocks.
     *
     * @throws LoadPhase.LoadFailed if for 30 seconds none could be read or written
     */
    public static CountedKeys load(Registers registers, Workload workload, LoadOptions options, LoadListener listener)
            throws InterruptedException {
        CountedKeys keys = new CountedKeys(registers, workload.records());
        keys.all(options, listener, LoadClock.system(), key -> keys.make(key, workload.valueBytes()));
        return keys;
    }

    /** Takes the records as they are. Blocks. @throws LoadPhase.LoadFailed if for 30 seconds none could be read */
    public static CountedKeys find(Registers registers, Workload workload, LoadOptions options, LoadListener listener)
            throws InterruptedException {
        CountedKeys keys = new CountedKeys(registers, workload.records());
        keys.all(
                options,
                listener,
                LoadClock.system(),
                key -> registers.read(Keys.of(key)).thenAccept(found -> keys.takeBase(key, found)));
        return keys;
    }

    /** Records that a test has put there, each with count 0. */
    static CountedKeys atZero(Registers registers, long records) {
        return new CountedKeys(registers, records);
    }

    private void all(LoadOptions options, LoadListener listener, LoadClock clock, KeySweep.Action action)
            throws InterruptedException {
        long records = base.length();
        KeySweep sweep = new KeySweep(clock, options.threads(), action, registers::outcome);
        long left = sweep.run(LongStream.range(0, records).iterator(), done -> listener.loaded(done, records));
        if (left > 0) {
            throw new LoadPhase.LoadFailed("no record could be read and written for " + KeySweep.PATIENCE.toSeconds()
                    + " s; " + (records - left) + " of " + records + " are there; failures: " + sweep.failures());
        }
        listener.loaded(records, records);
    }

    /** A key that is there is not written: what an earlier run began must not be undone, nor undo this. */
    private CompletableFuture<Void> make(long key, int valueBytes) {
        return registers.read(Keys.of(key)).thenCompose(found -> {
            takeBase(key, found);
            if (found.value().isPresent()) {
                return CompletableFuture.completedFuture(null);
            }
            base.set((int) key, 0);
            return registers
                    .writeIf(Keys.of(key), Registers.ABSENT, StampedValue.of(key, 0, valueBytes))
                    .thenCompose(made -> made ? CompletableFuture.completedFuture(null) : make(key, valueBytes));
        });
    }

    private void takeBase(long key, Registers.Found found) {
        if (found.value().isPresent() && !StampedValue.isOf(key, found.value().get())) {
            throw new IllegalStateException("a value that is none of this benchmark");
        }
        base.set((int) key, count(found.value()));
    }

    // ----------------------------------------------------------------------------------------------- from any thread

    Registers registers() {
        return registers;
    }

    /** What a value counts. */
    static long count(Optional<byte[]> value) {
        return value.filter(bytes -> bytes.length >= StampedValue.MIN_BYTES)
                .map(StampedValue::sequence)
                .orElse(NOTHING);
    }

    /** A read that begins now must not show less. */
    long least(long key) {
        return base.get((int) key) + applied.get((int) key);
    }

    /** A read that has ended must not have shown more. */
    long most(long key) {
        // In this order: an update that is refused meanwhile is allowed for, never one too few.
        long notMade = refused.get((int) key);
        return base.get((int) key) + begun.get((int) key) - notMade;
    }

    /** A conditional write is about to be sent. */
    void updateBegins(long key) {
        begun.incrementAndGet((int) key);
    }

    void updateApplied(long key) {
        applied.incrementAndGet((int) key);
    }

    /** The condition did not hold, or the store says for certain that nothing was changed. */
    void updateRefused(long key) {
        refused.incrementAndGet((int) key);
    }

    // ---------------------------------------------------------------------------------- from the thread that runs the
    // load

    /** Reads each key that was updated since the last time. Blocks. */
    Audit audit(LoadClock clock, int inFlight) {
        LongAdder lost = new LongAdder();
        LongAdder doubled = new LongAdder();
        LongAdder unknown = new LongAdder();
        long[] touched = LongStream.range(0, judged.length)
                .filter(key -> begun.get((int) key) > judged[(int) key])
                .toArray();
        KeySweep sweep = new KeySweep(
                clock,
                inFlight,
                key -> {
                    long least = least(key);
                    long begunBefore = begun.get((int) key);
                    return registers.read(Keys.of(key)).thenAccept(found -> {
                        long count = count(found.value().filter(value -> StampedValue.isOf(key, value)));
                        long most = most(key);
                        lost.add(Math.max(0, least - count));
                        doubled.add(Math.max(0, count - most));
                        unknown.add(Math.max(0, most - least));
                        // What was reported once is not reported again.
                        base.addAndGet((int) key, Math.min(0, count - least) + Math.max(0, count - most));
                        judged[(int) key] = begunBefore;
                    });
                },
                registers::outcome);
        long unread;
        boolean interrupted = false;
        try {
            unread = sweep.run(LongStream.of(touched).iterator(), done -> {});
        } catch (InterruptedException e) {
            interrupted = true;
            unread = touched.length - sweep.done();
        }
        return new Audit(lost.sum(), doubled.sum(), unknown.sum(), unread, interrupted);
    }
}

package io.kvorum.client.lease;

import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A register whose next writes fail as the test says. */
final class ScriptedStore implements LeaseStore {
    /** What becomes of a write. */
    enum Fate {
        MADE,
        /** Never arrives; unknown. */
        LOST,
        /** Made; unknown. */
        ANSWER_LOST,
        /** Made when the test says so; unknown. */
        LATE,
        /** As before, without a name to ask again by: the thread was interrupted. */
        LOST_NAMELESS,
        ANSWER_LOST_NAMELESS,
        LATE_NAMELESS,
        /** Refused, and not made. */
        UNAVAILABLE
    }

    final FakeRegister register = new FakeRegister();
    final Deque<Fate> fates = new ArrayDeque<>();
    final List<Runnable> late = new ArrayList<>();
    final Deque<Runnable> beforeWrite = new ArrayDeque<>();
    final Deque<Runnable> afterWrite = new ArrayDeque<>();
    final Deque<Runnable> beforeRead = new ArrayDeque<>();
    final Deque<Runnable> afterRead = new ArrayDeque<>();
    Fate always = Fate.MADE;
    int writes;

    ScriptedStore next(Fate... wanted) {
        fates.addAll(List.of(wanted));
        return this;
    }

    void deliverLate() {
        List<Runnable> due = List.copyOf(late);
        late.clear();
        due.forEach(Runnable::run);
    }

    @Override
    public String bucket() {
        return "locks";
    }

    @Override
    public Optional<StoredLease> read(Bytes key) {
        runNext(beforeRead);
        Optional<StoredLease> found = register.read(key);
        runNext(afterRead);
        return found;
    }

    @Override
    public long write(Bytes key, LeaseChange change, Optional<WriteId> retryOf) {
        writes++;
        runNext(beforeWrite);
        WriteId id = retryOf.orElseGet(register::newWriteId);
        Fate fate = fates.isEmpty() ? always : fates.poll();
        boolean retry = retryOf.isPresent();
        switch (fate) {
            case MADE, LOST, LOST_NAMELESS -> {}
            case ANSWER_LOST, ANSWER_LOST_NAMELESS -> apply(id, key, change, retry);
            case LATE, LATE_NAMELESS -> late.add(() -> apply(id, key, change, retry));
            case UNAVAILABLE -> throw FakeRegister.unavailable();
        }
        switch (fate) {
            case LOST, ANSWER_LOST, LATE -> throw FakeRegister.unknown(Optional.of(id));
            case LOST_NAMELESS, ANSWER_LOST_NAMELESS, LATE_NAMELESS -> throw FakeRegister.unknown(Optional.empty());
            default -> {}
        }
        long version = register.apply(id, key, change, retry);
        runNext(afterWrite);
        return version;
    }

    /** Whose answer nobody hears. */
    private void apply(WriteId id, Bytes key, LeaseChange change, boolean retry) {
        try {
            register.apply(id, key, change, retry);
        } catch (KvorumException e) {
            // It came too late.
        }
    }

    private static void runNext(Deque<Runnable> hooks) {
        Runnable hook = hooks.poll();
        if (hook != null) {
            hook.run();
        }
    }
}

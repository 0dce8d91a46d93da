package io.kvorum.integrity.fake;

import io.kvorum.client.BadRequest;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.client.Unavailable;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagWrite;
import io.kvorum.protocol.client.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Tags in memory, as the store has them: one version per tag, and the outcome of each write id. Its calls are counted over all stores of
 * one {@link Faults}, and each can fail as a test says.
 */
public final class FakeTagStore implements TagStore {
    private final String name;
    private final Faults faults;
    private final Map<String, TagContents> tags = new TreeMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<WriteId, Long> made = new HashMap<>();
    private final Set<WriteId> refused = new HashSet<>();
    private final Set<WriteId> forgotten = new HashSet<>();
    private long issued;
    /** What somebody else does with the fault of that name. */
    public Runnable rival = () -> {};
    /** The time of the cluster: by default no reason to keep anything. */
    public LongSupplier clusterMillis = () -> Long.MAX_VALUE;
    /** Told of each change. */
    public Runnable changed = () -> {};

    public FakeTagStore(String name, Faults faults) {
        this.name = name;
        this.faults = faults;
    }

    @Override
    public String bucket() {
        return name;
    }

    @Override
    public long clusterMillis() {
        return clusterMillis.getAsLong();
    }

    /** What is there, without a call that could fail. */
    public synchronized TagContents peek(String tag) {
        return tags.getOrDefault(tag, TagContents.empty(tag));
    }

    public synchronized Set<String> tags() {
        return new HashSet<>(tags.keySet());
    }

    public synchronized long version(String tag) {
        return versions.getOrDefault(tag, 0L);
    }

    /** Puts bytes there as nobody of the toolkit would. */
    public synchronized void plant(String tag, String key, Bytes value) {
        apply(tag, new TagWrite().put(key, value));
    }

    @Override
    public synchronized TagContents read(String tag) {
        Optional<Fault> fault = faults.next("read " + tag, rival);
        if (fault.isPresent() && fault.get() != Fault.RIVAL) {
            if (fault.get().isCrash()) {
                throw new Crash("read " + tag);
            }
            throw new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.NOT_APPLIED));
        }
        return peek(tag);
    }

    @Override
    public synchronized long write(String tag, TagWrite write, Optional<WriteId> retryOf) {
        WriteId id = retryOf.orElseGet(() -> new WriteId(7, ++issued, issued));
        TagWrite copy = copy(write);
        Optional<Fault> fault =
                faults.next("write " + tag + " " + write.changes().keySet(), rival);
        if (fault.isEmpty() || fault.get() == Fault.RIVAL) {
            return judge(id, tag, copy, retryOf.isPresent());
        }
        Fault what = fault.get();
        if (what == Fault.CRASH_BEFORE) {
            throw new Crash("before write " + tag);
        }
        if (what == Fault.UNAVAILABLE) {
            throw new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.NOT_APPLIED));
        }
        if (what == Fault.CRASH_AFTER || what.arrives()) {
            unheard(id, tag, copy, retryOf.isPresent());
        }
        if (what.isLate()) {
            faults.late(() -> unheard(id, tag, copy, retryOf.isPresent()));
        }
        if (what == Fault.CRASH_AFTER) {
            throw new Crash("after write " + tag);
        }
        if (what.isForgotten()) {
            forgotten.add(id);
        }
        throw new OutcomeUnknown(
                details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.UNKNOWN),
                what.isNameless() ? Optional.empty() : Optional.of(id),
                null);
    }

    private synchronized void unheard(WriteId id, String tag, TagWrite write, boolean retry) {
        try {
            judge(id, tag, write, retry);
        } catch (KvorumException e) {
            // Nobody hears of it.
        }
    }

    private long judge(WriteId id, String tag, TagWrite write, boolean retry) {
        if (forgotten.contains(id)) {
            throw new OutcomeUnknown(
                    details(ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD, Outcome.UNKNOWN), Optional.of(id), null);
        }
        Long before = made.get(id);
        if (before != null) {
            return before;
        }
        TagContents present = peek(tag);
        boolean holds = write.conditions().entrySet().stream()
                .allMatch(condition -> present.version(condition.getKey()) == condition.getValue());
        if (!holds || refused.contains(id)) {
            if (retry) {
                refused.add(id);
            }
            throw new PreconditionFailed(details(ErrorCode.ERROR_CODE_CONFLICT, Outcome.NOT_APPLIED), List.of());
        }
        if (write.changes().isEmpty()) {
            throw new BadRequest(details(ErrorCode.ERROR_CODE_BAD_REQUEST, Outcome.NOT_APPLIED));
        }
        long version = apply(tag, write);
        made.put(id, version);
        return version;
    }

    private long apply(String tag, TagWrite write) {
        long version = version(tag) + 1;
        versions.put(tag, version);
        tags.put(tag, peek(tag).after(write, version));
        changed.run();
        return version;
    }

    private static TagWrite copy(TagWrite write) {
        TagWrite copy = new TagWrite();
        write.conditions().forEach(copy::ifVersion);
        write.changes()
                .forEach((key, value) -> value.ifPresentOrElse(put -> copy.put(key, put), () -> copy.delete(key)));
        return copy;
    }

    private static FailureDetails details(ErrorCode code, Outcome outcome) {
        return new FailureDetails(code, outcome, "as the test says", "", Receipt.NONE);
    }

    /** When which call fails; counts the calls of all stores that share it. */
    public static final class Faults {
        private final Map<Integer, Fault> planned = new HashMap<>();
        private final List<Runnable> late = new ArrayList<>();
        private final List<String> calls = new ArrayList<>();

        /** @param call from 0 */
        public synchronized Faults at(int call, Fault fault) {
            planned.put(call, fault);
            return this;
        }

        /** All calls so far, in their order. */
        public synchronized List<String> calls() {
            return List.copyOf(calls);
        }

        /** From now on nothing fails; what is late arrives. */
        public synchronized void heal() {
            planned.clear();
            arrive();
        }

        private synchronized void late(Runnable arrival) {
            late.add(arrival);
        }

        private void arrive() {
            List<Runnable> due = List.copyOf(late);
            late.clear();
            due.forEach(Runnable::run);
        }

        private synchronized Optional<Fault> next(String call, Runnable rival) {
            int number = calls.size();
            calls.add(call);
            Optional<Fault> fault = Optional.ofNullable(planned.get(number));
            Fault before = planned.get(number - 1);
            if (before == null || !before.isLate()) {
                // What is late is overtaken by one call.
                arrive();
            }
            if (fault.isPresent() && fault.get() == Fault.RIVAL) {
                rival.run();
            }
            return fault;
        }
    }
}

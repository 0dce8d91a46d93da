package io.kvorum.replication.propose;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Entry;
import io.kvorum.replication.register.Evaluated;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.Remembered;
import io.kvorum.replication.register.Seen;
import io.kvorum.replication.register.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Applies an update to a register's value. The result depends on nothing but the two and the limits, so it is the same at
 * whichever coordinator.
 *
 * @param maxDataBytes of all keys and values of a register
 * @param maxKeys of a register
 * @param maxMemoryBytes of what a register remembers of updates
 * @param windowMillis for how long an update is remembered, in issue times
 */
record Evaluation(long maxDataBytes, int maxKeys, long maxMemoryBytes, long windowMillis, Predicate<PlantedBug> makes) {

    Evaluated apply(RegisterValue value, Update update) {
        Optional<Remembered> last = makes.test(PlantedBug.REGISTER_RETRY_APPLIED_TWICE)
                ? Optional.empty()
                : value.lastOf(update.id().session());
        if (last.isPresent() && last.get().id().sequence() == update.id().sequence()) {
            return last.get().fingerprint() == update.fingerprint()
                    ? new Evaluated.Known(value, last.get())
                    : new Evaluated.Reused(value);
        }
        boolean laterKnown = last.isPresent()
                && (last.get().id().sequence() > update.id().sequence()
                        // Else dropping the later one would not raise the horizon above this one.
                        || last.get().id().issuedAtMillis() > update.id().issuedAtMillis());
        if (laterKnown || (update.id().issuedAtMillis() <= value.horizonMillis() && !forgetsSilently())) {
            return new Evaluated.Forgotten(value);
        }
        boolean holds = update.conditions().stream().allMatch(condition -> condition.holds(value));
        return holds ? change(value, update) : conflict(value, update);
    }

    private boolean forgetsSilently() {
        return makes.test(PlantedBug.REGISTER_FORGETS_IDS_SILENTLY);
    }

    private Evaluated change(RegisterValue value, Update update) {
        long version = value.version() + 1;
        SortedMap<Bytes, Entry> entries = new TreeMap<>(value.entries());
        List<Change> changes =
                makes.test(PlantedBug.TAG_BATCH_SPLIT) ? update.changes().subList(0, 1) : update.changes();
        for (Change change : changes) {
            change.value()
                    .ifPresentOrElse(
                            bytes -> entries.put(change.key(), new Entry(version, bytes)),
                            () -> entries.remove(change.key()));
        }
        Remembered remembered = new Remembered(update.id(), update.fingerprint(), true, version, List.of());
        RegisterValue after =
                remember(new RegisterValue(version, entries, value.memory(), value.horizonMillis()), remembered);
        if (entries.size() > maxKeys && entries.size() > value.entries().size()) {
            return new Evaluated.TooLarge(
                    value, "the tag would have " + entries.size() + " keys; at most " + maxKeys + " are allowed");
        }
        if (after.dataBytes() > maxDataBytes && after.dataBytes() > value.dataBytes()) {
            return new Evaluated.TooLarge(
                    value,
                    "the keys and values of the tag would be " + after.dataBytes() + " bytes; at most " + maxDataBytes
                            + " are allowed");
        }
        return new Evaluated.Applied(after);
    }

    private Evaluated conflict(RegisterValue value, Update update) {
        List<Seen> seen = update.conditionKeys().stream()
                .map(key -> new Seen(key, value.versionOf(key)))
                .toList();
        if (!update.isRetry() || makes.test(PlantedBug.RETRY_CONFLICT_NOT_RECORDED)) {
            return new Evaluated.Conflict(value, seen);
        }
        List<Long> versions = seen.stream().map(Seen::version).toList();
        Remembered remembered = new Remembered(update.id(), update.fingerprint(), false, value.version(), versions);
        return new Evaluated.Conflict(remember(value, remembered), seen);
    }

    /** The memory with this one, without those that are beyond the window or too many: the horizon rises above what is dropped. */
    private RegisterValue remember(RegisterValue value, Remembered newest) {
        List<Remembered> kept = new ArrayList<>();
        for (Remembered last : value.memory()) {
            if (last.id().session() != newest.id().session()) {
                kept.add(last);
            }
        }
        if (makes.test(PlantedBug.REGISTER_MEMORY_NOT_CARRIED)) {
            kept.clear();
        }
        kept.sort(Comparator.comparingLong(last -> last.id().issuedAtMillis()));
        long horizon = value.horizonMillis();
        long oldest = newest.id().issuedAtMillis() - windowMillis;
        long bytes = newest.sizeBytes()
                + kept.stream().mapToLong(Remembered::sizeBytes).sum();
        int dropped = 0;
        while (dropped < kept.size() && (kept.get(dropped).id().issuedAtMillis() < oldest || bytes > maxMemoryBytes)) {
            bytes -= kept.get(dropped).sizeBytes();
            horizon = Math.max(horizon, kept.get(dropped).id().issuedAtMillis());
            dropped++;
        }
        kept.subList(0, dropped).clear();
        kept.add(newest);
        kept.sort(Comparator.comparing(Remembered::id));
        return new RegisterValue(value.version(), value.entries(), kept, horizon);
    }
}

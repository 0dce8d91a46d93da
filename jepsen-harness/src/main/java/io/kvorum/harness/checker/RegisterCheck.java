package io.kvorum.harness.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Is the history of a register linearizable? The versions that the registers give out put the applied updates in order, so no
 * search is needed: the order must agree with real time, each update's conditions must have held just before it, and for each
 * read and each failed comparison there must be a place in the order that agrees with real time and with what was shown.
 *
 * <p>Updates of unknown outcome that nobody ever saw may or may not have happened; where one of them could explain something,
 * it is taken to.
 */
public final class RegisterCheck {
    private final String register;
    private final List<RegisterOp> ops;
    private final List<Violation> violations = new ArrayList<>();
    /** The updates that have happened, by version. */
    private final NavigableMap<Long, RegisterOp> applied = new TreeMap<>();

    private final Map<String, RegisterOp> writers = new TreeMap<>();

    private RegisterCheck(String register, List<RegisterOp> ops) {
        this.register = register;
        this.ops = ops;
    }

    /** Checks all registers of a history. */
    public static List<Violation> check(List<RegisterOp> history) {
        SortedMap<String, List<RegisterOp>> registers = new TreeMap<>();
        history.forEach(op -> registers
                .computeIfAbsent(op.register(), name -> new ArrayList<>())
                .add(op));
        List<Violation> found = new ArrayList<>();
        registers.forEach((name, ops) -> found.addAll(new RegisterCheck(name, ops).run()));
        return found;
    }

    private List<Violation> run() {
        for (RegisterOp op : ops) {
            if (op.result() == RegisterOp.Result.APPLIED) {
                happened(op, op.version());
            }
            op.changes().forEach(change -> change.value().ifPresent(value -> writers.put(value, op)));
        }
        ops.forEach(this::findWriters);
        if (violations.isEmpty()) {
            checkOrder();
            applied.forEach(this::checkConditions);
        }
        if (violations.isEmpty()) {
            placeReads();
        }
        return violations;
    }

    private void happened(RegisterOp op, long version) {
        RegisterOp other = applied.putIfAbsent(version, op);
        if (other != null && other != op) {
            violate("two updates have version " + version + ": " + other + " and " + op);
        }
    }

    /** Whoever is seen has happened, at the version that is shown. */
    private void findWriters(RegisterOp reader) {
        for (RegisterOp.Shown shown : reader.seen()) {
            if (shown.value().isEmpty()) {
                continue;
            }
            RegisterOp writer = writers.get(shown.value().get());
            if (writer == null) {
                violate("nobody wrote what was shown: " + reader);
            } else if (writer.result() == RegisterOp.Result.NOT_APPLIED
                    || writer.result() == RegisterOp.Result.CONFLICT) {
                violate("it was not applied, and is shown: " + writer + " by " + reader);
            } else if (writer.result() == RegisterOp.Result.APPLIED && writer.version() != shown.version()) {
                violate("it is shown with version " + shown.version() + ": " + writer + " by " + reader);
            } else {
                long elsewhere = applied.entrySet().stream()
                        .filter(entry -> entry.getValue() == writer && entry.getKey() != shown.version())
                        .mapToLong(Map.Entry::getKey)
                        .findFirst()
                        .orElse(0);
                if (elsewhere != 0) {
                    violate("it happened twice, as version " + elsewhere + " and " + shown.version() + ": " + writer);
                }
                happened(writer, shown.version());
            }
        }
    }

    private void checkOrder() {
        RegisterOp latestInvoked = null;
        for (RegisterOp op : applied.values()) {
            if (latestInvoked != null && op.isBefore(latestInvoked)) {
                violate("versions go against time: " + latestInvoked + " comes before " + op);
            }
            if (latestInvoked == null || op.invokedNanos() > latestInvoked.invokedNanos()) {
                latestInvoked = op;
            }
        }
    }

    private void checkConditions(long version, RegisterOp op) {
        for (RegisterOp.Expected expected : op.conditions()) {
            if (mayBeHidden(expected.key(), op)) {
                continue;
            }
            long actual = versionBefore(expected.key(), version);
            boolean holds = expected.version().map(wanted -> wanted == actual).orElse(actual > 0);
            if (!holds) {
                violate("its condition " + expected + " did not hold, the key had version " + actual + ": " + op);
            }
        }
    }

    /** The version of a key just before an update; 0 if it was absent. */
    private long versionBefore(String key, long version) {
        for (Map.Entry<Long, RegisterOp> entry :
                applied.headMap(version, false).descendingMap().entrySet()) {
            if (entry.getValue().touches(key)) {
                return entry.getValue().deletes(key) ? 0 : entry.getKey();
            }
        }
        return 0;
    }

    /** May somebody have changed the key whom nobody ever saw? */
    private boolean mayBeHidden(String key, RegisterOp before) {
        return ops.stream()
                .anyMatch(op -> op.result() == RegisterOp.Result.UNKNOWN
                        && op.touches(key)
                        && !applied.containsValue(op)
                        && op.invokedNanos() < before.completedNanos());
    }

    /** Finds for each read, in the order in which they began, the earliest place that it can have. */
    private void placeReads() {
        List<RegisterOp> readers = ops.stream()
                .filter(op -> op.result() == RegisterOp.Result.READ || op.result() == RegisterOp.Result.CONFLICT)
                .sorted(Comparator.comparingLong(RegisterOp::invokedNanos))
                .toList();
        List<Placed> placed = new ArrayList<>();
        for (RegisterOp reader : readers) {
            if (reader.result() == RegisterOp.Result.CONFLICT && allConditionsHold(reader)) {
                violate("its conditions held by what it was told: " + reader);
            }
            long from = 0;
            for (Map.Entry<Long, RegisterOp> entry : applied.entrySet()) {
                from = entry.getValue().isBefore(reader) ? entry.getKey() : from;
            }
            for (Placed earlier : placed) {
                from = earlier.op.isBefore(reader) ? Math.max(from, earlier.at) : from;
            }
            long before = applied.entrySet().stream()
                    .filter(entry -> reader.isBefore(entry.getValue()))
                    .mapToLong(Map.Entry::getKey)
                    .min()
                    .orElse(Long.MAX_VALUE);
            Optional<Long> at = place(reader, from, before);
            if (at.isEmpty()) {
                violate("no place for it from version " + from
                        + (before == Long.MAX_VALUE ? " on" : " and before " + before) + ": " + reader + "; updates: "
                        + applied.tailMap(Math.max(0, from - 3)));
                return;
            }
            placed.add(new Placed(reader, at.get()));
        }
    }

    private record Placed(RegisterOp op, long at) {}

    private static boolean allConditionsHold(RegisterOp op) {
        return op.conditions().stream().allMatch(expected -> {
            long actual = op.seen().stream()
                    .filter(shown -> shown.key().equals(expected.key()))
                    .mapToLong(RegisterOp.Shown::version)
                    .findFirst()
                    .orElse(0);
            return expected.version().map(wanted -> wanted == actual).orElse(actual > 0);
        });
    }

    /** The first version from which on the register looked as the reader was told. */
    private Optional<Long> place(RegisterOp reader, long from, long before) {
        List<Long> places = new ArrayList<>();
        places.add(from);
        places.addAll(applied.tailMap(from, false).headMap(before, false).keySet());
        return places.stream().filter(at -> fits(reader, at)).findFirst();
    }

    private boolean fits(RegisterOp reader, long at) {
        for (String key : reader.reads()) {
            long shown = reader.seen().stream()
                    .filter(entry -> entry.key().equals(key))
                    .mapToLong(RegisterOp.Shown::version)
                    .findFirst()
                    .orElse(0);
            long actual = versionBefore(key, at + 1);
            boolean deletedUnseen = shown == 0 && mayBeHidden(key, reader);
            boolean writtenUnseen = reader.result() == RegisterOp.Result.CONFLICT
                    && shown > actual
                    && !applied.containsKey(shown)
                    && mayBeHidden(key, reader);
            if (shown != actual && !deletedUnseen && !writtenUnseen) {
                return false;
            }
        }
        return true;
    }

    private void violate(String text) {
        violations.add(new Violation(Violation.Kind.NOT_LINEARIZABLE, register, text));
    }
}

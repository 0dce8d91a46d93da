package io.kvorum.harness.checker;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.HyperLogLog;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The value of each key of a typed bucket, once all is settled, is what its history makes of it. Two things are looked at: that the
 * reading of what is live is the type's, by a specification that knows only what was written; and that what every promised write
 * contributed by itself is in the value, whoever has replaced that write since, unless something removed it.
 */
public final class TypedCheck {
    private final CellType type;
    private final SortedMap<WriteId, Bytes> own;
    private final History.OfKey key;
    private final Map<WriteId, List<Write>> replacements = new TreeMap<>();

    private TypedCheck(CellType type, SortedMap<WriteId, Bytes> own, History.OfKey key) {
        this.type = type;
        this.own = own;
        this.key = key;
        for (Write write : key.writes().values()) {
            if (write.result() != Write.Result.NOT_APPLIED) {
                write.replaces()
                        .forEach(id -> replacements
                                .computeIfAbsent(id, k -> new ArrayList<>())
                                .add(write));
            }
        }
    }

    /**
     * @param typeOf what the row of this name holds
     * @param own what each write contributed by itself, as an operand
     * @param reading what is tested: a reader's value of live versions
     */
    public static List<Violation> check(
            Function<String, CellType> typeOf,
            SortedMap<WriteId, Bytes> own,
            History history,
            BiFunction<CellType, List<Version>, Object> reading) {
        List<Violation> found = new ArrayList<>();
        for (History.OfKey key : history.byKey()) {
            if (!key.facts().rows().isEmpty()) {
                CellType type = typeOf.apply(key.key());
                new TypedCheck(type, own, key).check(live -> reading.apply(type, live), found);
            }
        }
        return found;
    }

    private void check(Function<List<Version>, Object> reading, List<Violation> found) {
        List<Version> live = key.facts().rows().get(0).versions();
        Object value = reading.apply(live);
        Object specified = specified(live);
        if (!value.equals(specified)) {
            found.add(wrong("is read as " + value + ", and what is live makes it " + specified));
        }
        checkStamps(found);
        for (Write write : key.writes().values()) {
            Bytes contribution = own.get(write.id());
            if (contribution != null && isPromisedForGood(write) && !isIn(write, contribution, value)) {
                found.add(wrong("is " + value + " and lacks what " + write.id() + " contributed: " + contribution));
            }
        }
    }

    /** A write wins over what it has seen, whatever becomes of both. What had expired was replaced, and not seen. */
    private void checkStamps(List<Violation> found) {
        if (type != CellType.LAST_WRITER_REGISTER) {
            return;
        }
        for (Write write : key.writes().values()) {
            OptionalLong stamp = stamp(write);
            for (WriteId id : write.replaces()) {
                OptionalLong before = Optional.ofNullable(key.writes().get(id))
                        .filter(seen -> seen.expiresNanos() == Long.MAX_VALUE)
                        .map(TypedCheck::stamp)
                        .orElse(OptionalLong.empty());
                if (stamp.isPresent() && before.isPresent() && stamp.getAsLong() <= before.getAsLong()) {
                    found.add(wrong("would not be that of " + write.id() + ", which had seen " + id + ": stamps "
                            + stamp + " and " + before));
                }
            }
        }
    }

    private static OptionalLong stamp(Write write) {
        return write.value().isPresent()
                ? OptionalLong.of(Operand.Stamped.read(write.value().get()).stamp())
                : OptionalLong.empty();
    }

    private Violation wrong(String text) {
        return new Violation(Violation.Kind.WRONG_VALUE, key.key(), "the value of a " + type + " " + text);
    }

    /** By what was written under the ids that are live. */
    private Object specified(List<Version> live) {
        SortedMap<WriteId, Bytes> written = new TreeMap<>();
        List<Bytes> inOrderOfDots = new ArrayList<>();
        live.stream().sorted(Comparator.comparing(Version::dot)).forEach(version -> {
            Optional<Bytes> operand =
                    Optional.ofNullable(key.writes().get(version.writeId())).flatMap(Write::value);
            // What nobody wrote is found elsewhere.
            Bytes value = operand.orElse(version.value());
            if (written.put(version.writeId(), value) == null) {
                inOrderOfDots.add(value);
            }
        });
        return switch (type) {
            case NONE, MULTI_VALUE_REGISTER -> inOrderOfDots;
            case FLAG -> toggles(written.values()).contains(true);
            case SET, MAP -> !written.isEmpty();
            case COUNTER, GROW_COUNTER ->
                written.values().stream()
                        .mapToLong(operand -> Operand.Increment.read(operand).delta())
                        .min();
            case DISABLE_WINS_FLAG, REMOVE_WINS_SET ->
                !written.isEmpty() && !toggles(written.values()).contains(false);
            case LAST_WRITER_REGISTER -> last(written);
            case MAX_REGISTER ->
                numbers(written.values())
                        .max(Long::compare)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty());
            case MIN_REGISTER ->
                numbers(written.values())
                        .min(Long::compare)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty());
            case DISTINCT_COUNT ->
                written.values().stream().map(Operand::readSketch).reduce(HyperLogLog::join);
        };
    }

    private static SortedSet<Boolean> toggles(Collection<Bytes> written) {
        SortedSet<Boolean> toggles = new TreeSet<>();
        written.forEach(operand -> toggles.add(Operand.Toggle.read(operand).on()));
        return toggles;
    }

    private static java.util.stream.Stream<Long> numbers(Collection<Bytes> written) {
        return written.stream().map(operand -> Operand.Extreme.read(operand).value());
    }

    private static Optional<Operand.Stamped> last(SortedMap<WriteId, Bytes> written) {
        return written.entrySet().stream()
                .max(Comparator.<Map.Entry<WriteId, Bytes>>comparingLong(
                                entry -> Operand.Stamped.read(entry.getValue()).stamp())
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> Operand.Stamped.read(entry.getValue()));
    }

    /** Nothing that may have had an effect removes it, directly or with what carries it on. */
    private boolean isPromisedForGood(Write write) {
        if (!write.isPromised() || removes(write)) {
            return false;
        }
        SortedSet<WriteId> seen = new TreeSet<>();
        List<Write> open = new ArrayList<>(List.of(write));
        while (!open.isEmpty()) {
            Write next = open.remove(open.size() - 1);
            if (removes(next) || next.excused() || next.expiresNanos() != Long.MAX_VALUE) {
                return false;
            }
            if (seen.add(next.id())) {
                open.addAll(replacements.getOrDefault(next.id(), List.of()));
            }
        }
        return true;
    }

    /** In a remove-wins set a removal is a contribution of its own. */
    private boolean removes(Write write) {
        return write.isDelete() && type != CellType.REMOVE_WINS_SET;
    }

    private boolean isIn(Write write, Bytes contribution, Object value) {
        boolean replaced = replacements.containsKey(write.id());
        return switch (type) {
            case NONE, MULTI_VALUE_REGISTER -> replaced || ((List<?>) value).contains(contribution);
            case FLAG -> replaced || !Operand.Toggle.read(contribution).on() || value.equals(true);
            case SET, MAP -> value.equals(true);
            case COUNTER, GROW_COUNTER ->
                value.equals(
                        OptionalLong.of(Operand.Increment.read(contribution).delta()));
            case DISABLE_WINS_FLAG, REMOVE_WINS_SET ->
                replaced || Operand.Toggle.read(contribution).on() || value.equals(false);
            case LAST_WRITER_REGISTER ->
                ((Optional<?>) value)
                        .map(Operand.Stamped.class::cast)
                        .filter(last -> last.stamp()
                                >= Operand.Stamped.read(contribution).stamp())
                        .isPresent();
            case MAX_REGISTER ->
                !value.equals(OptionalLong.empty())
                        && ((OptionalLong) value).getAsLong()
                                >= Operand.Extreme.read(contribution).value();
            case MIN_REGISTER ->
                !value.equals(OptionalLong.empty())
                        && ((OptionalLong) value).getAsLong()
                                <= Operand.Extreme.read(contribution).value();
            case DISTINCT_COUNT ->
                ((Optional<?>) value)
                        .map(HyperLogLog.class::cast)
                        .filter(sketch ->
                                sketch.join(Operand.readSketch(contribution)).equals(sketch))
                        .isPresent();
        };
    }
}

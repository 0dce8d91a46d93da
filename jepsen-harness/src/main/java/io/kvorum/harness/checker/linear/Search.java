package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of the operations of one object: depth first, one operation after the other, the one that must be done
 * first before others, never twice from the same configuration.
 *
 * <p>Four things keep it small, and none of them changes the verdict:
 * <ul>
 *   <li>what can happen now and changes nothing (a read) happens now;
 *   <li>of operations that ask and tell the same, the one that ends first goes first;
 *   <li>an operation of unknown outcome takes effect only just before one that could not happen, or not so, without it;
 *   <li>a state that somebody still has to see, and that nobody can make again, is not left.
 * </ul>
 */
final class Search<S> {
    /** What came out. */
    enum End {
        FOUND,
        NONE,
        TOO_MANY_CONFIGURATIONS,
        OUT_OF_TIME
    }

    private static final int MOST_STATES = 12;
    private static final int STEPS_PER_LOOK = 1024;

    private final Model<S> model;
    private final Limits limits;
    private final boolean allStates;
    private final PlantedError planted;
    private final Pending pending;
    private final List<Operation> unknown;
    private final boolean[] used;
    private final Kinds kinds;
    private final Marks<S> marks;
    private final Visited<S> visited;
    private final Trail trail = new Trail();
    private final List<Frame<S>> stack = new ArrayList<>();
    private final Map<S, List<Operation>> states = new LinkedHashMap<>();
    private Uses uses = Uses.NONE;
    private long steps;
    private final long startNanos = System.nanoTime();

    /** A configuration under search. */
    private static final class Frame<S> {
        final S state;
        /** The state before an operation of unknown outcome led here, while nothing has needed that yet. */
        @Nullable
        S before;

        final int trailSize;
        boolean entered;
        int[] choices = {};
        int nextChoice;
        int nextUnknown;
        long firstEndNanos;

        Frame(S state, @Nullable S before, int trailSize) {
            this.state = state;
            this.before = before;
            this.trailSize = trailSize;
        }
    }

    private Search(Model<S> model, List<Operation> operations, Limits limits, boolean allStates, PlantedError planted) {
        this.model = model;
        this.planted = planted;
        this.limits = limits;
        this.allStates = allStates;
        List<Operation> definite = operations.stream().filter(this::isJudged).toList();
        List<Operation> open = operations.stream()
                .filter(operation -> operation.isOpen() && operation.action().isWrite())
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .toList();
        if (model.hasOnlyBlindWrites() && !allStates) {
            Marks<S> all = new Marks<>(model, definite, open);
            List<Operation> every = open;
            open = IntStream.range(0, every.size())
                    .filter(i -> !all.isUnknownThatNobodySees(i))
                    .mapToObj(every::get)
                    .toList();
        }
        this.pending = new Pending(definite, planted);
        this.unknown = open;
        this.used = new boolean[open.size()];
        this.kinds = new Kinds(definite, open);
        this.marks = new Marks<>(model, definite, open);
        if (planted == PlantedError.ONLY_DEFINITE_WRITES_MAKE_A_STATE) {
            IntStream.range(0, open.size()).forEach(i -> marks.tookUnknown(i, 1));
        }
        this.visited = new Visited<>(model);
    }

    private boolean isJudged(Operation operation) {
        boolean conflict = operation.outcome() == Outcome.CONFLICT;
        return operation.isDefinite() && !(conflict && planted == PlantedError.CONFLICTS_SAY_NOTHING);
    }

    /** Looks for one order. */
    static <S> Search<S> forOrder(Model<S> model, List<Operation> operations, Limits limits) {
        return new Search<>(model, operations, limits, false, PlantedError.NONE);
    }

    /** The same with an error in it, for tests. */
    static <S> Search<S> withError(Model<S> model, List<Operation> operations, PlantedError planted) {
        return new Search<>(model, operations, Limits.REPRODUCIBLE, false, planted);
    }

    /** Looks for all states, up to a few, in which the definite operations can leave the object. */
    static <S> Search<S> forStates(Model<S> model, List<Operation> operations, Limits limits) {
        return new Search<>(model, operations, limits, true, PlantedError.NONE);
    }

    /** How many configurations were looked at. */
    long configurations() {
        return visited.size();
    }

    /** The order, if one was found. */
    List<Operation> order() {
        return trail.entries().mapToObj(this::operation).toList();
    }

    /** With the operations of unknown outcome that have not taken effect there. */
    Map<S, List<Operation>> states() {
        return states;
    }

    private List<Operation> unused() {
        return IntStream.range(0, used.length)
                .filter(i -> !used[i])
                .mapToObj(unknown::get)
                .toList();
    }

    private Operation operation(int entry) {
        return entry >= 0 ? pending.operation(entry) : unknown.get(~entry);
    }

    End run() {
        push(model.initial(), null);
        while (!stack.isEmpty()) {
            if (++steps % STEPS_PER_LOOK == 0 && System.nanoTime() - startNanos > limits.nanos()) {
                return End.OUT_OF_TIME;
            }
            Frame<S> frame = stack.get(stack.size() - 1);
            if (!frame.entered) {
                frame.entered = true;
                boolean open = enter(frame);
                if (pending.isEmpty() && !allStates) {
                    return End.FOUND;
                }
                if (visited.size() > limits.configurations()) {
                    return End.TOO_MANY_CONFIGURATIONS;
                }
                if (!open) {
                    pop(frame);
                    continue;
                }
            }
            if (!advance(frame)) {
                pop(frame);
            }
        }
        return states.isEmpty() ? End.NONE : End.FOUND;
    }

    private void push(S state, @Nullable S before) {
        stack.add(new Frame<>(state, before, trail.size()));
    }

    /** Undoes what the configuration did, and the step that led to it. */
    private void pop(Frame<S> frame) {
        stack.remove(stack.size() - 1);
        while (trail.size() > frame.trailSize) {
            undo();
        }
        if (trail.size() > 0) {
            undo();
        }
    }

    private void undo() {
        int entry = trail.pop();
        if (entry >= 0) {
            pending.putBack(entry);
            marks.took(entry, -1);
        } else {
            used[~entry] = false;
            marks.tookUnknown(~entry, -1);
            uses = uses.rest();
        }
    }

    private void take(int definite) {
        pending.take(definite);
        marks.took(definite, 1);
        trail.push(definite);
    }

    private void takeUnknown(int index) {
        used[index] = true;
        marks.tookUnknown(index, 1);
        uses = uses.and(index);
        trail.push(~index);
    }

    /** False if nothing can come of it. */
    private boolean enter(Frame<S> frame) {
        readWhatCanBeRead(frame);
        if (pending.isEmpty()) {
            if (states.size() < MOST_STATES) {
                states.putIfAbsent(frame.state, unused());
            }
            return false;
        }
        for (int i = pending.first(); i >= 0; i = pending.after(i)) {
            if (!model.isReachable(frame.state, pending.operation(i))) {
                return false;
            }
        }
        S remembered = planted == PlantedError.VISITED_FORGETS_THE_STATE ? model.initial() : frame.state;
        if (!visited.add(pending, uses, remembered)) {
            return false;
        }
        frame.firstEndNanos = pending.firstEndNanos();
        frame.choices = choices(frame);
        return true;
    }

    private void readWhatCanBeRead(Frame<S> frame) {
        for (int i = pending.first(); i >= 0; i = pending.after(i)) {
            Operation operation = pending.operation(i);
            // A write that happens to change nothing now may be there to change something later.
            if (operation.action().isWrite()
                    && operation.outcome() == Outcome.APPLIED
                    && planted != PlantedError.WRITES_THAT_CHANGE_NOTHING_GO_AT_ONCE) {
                continue;
            }
            @Nullable S after = model.step(frame.state, operation);
            if (after != null && after.equals(frame.state)) {
                take(i);
                frame.before = null;
            }
        }
    }

    private int[] choices(Frame<S> frame) {
        int[] found = new int[8];
        int count = 0;
        boolean nobodyWaits = model.hasOnlyBlindWrites() && !allStates && !marks.isDemanded(marks.of(frame.state));
        for (int i = pending.first(); i >= 0; i = pending.after(i)) {
            if (nobodyWaits && marks.isWriteThatNobodySees(i)) {
                frame.nextUnknown = unknown.size();
                return new int[] {i};
            }
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            count = insert(found, count, i);
        }
        return Arrays.copyOf(found, count);
    }

    /** Sorted by their ends; only the first of a kind. */
    private int insert(int[] found, int count, int candidate) {
        long end = pending.operation(candidate).endNanos();
        for (int k = 0; k < count; k++) {
            if (kinds.areEqual(found[k], candidate)) {
                boolean endsFirst = pending.operation(found[k]).endNanos() <= end;
                if (endsFirst != (planted == PlantedError.LAST_TWIN_FIRST)) {
                    return count;
                }
                System.arraycopy(found, k + 1, found, k, count - k - 1);
                return insert(found, count - 1, candidate);
            }
        }
        int at = count;
        while (at > 0 && pending.operation(found[at - 1]).endNanos() > end) {
            found[at] = found[at - 1];
            at--;
        }
        found[at] = candidate;
        return count + 1;
    }

    /** Takes the next choice; false if there is none left. */
    private boolean advance(Frame<S> frame) {
        while (frame.nextChoice < frame.choices.length) {
            int candidate = frame.choices[frame.nextChoice++];
            @Nullable S after = after(frame, pending.operation(candidate));
            if (after != null) {
                take(candidate);
                if (mayLeave(frame.state, after)) {
                    push(after, null);
                    return true;
                }
                undo();
            }
        }
        while (frame.nextUnknown < unknown.size() && hasBegun(frame, frame.nextUnknown)) {
            int candidate = frame.nextUnknown++;
            if (isSpent(frame, candidate) || hasTwin(frame, candidate)) {
                continue;
            }
            @Nullable S after = after(frame, unknown.get(candidate));
            if (after != null && !model.covers(frame.state, after)) {
                takeUnknown(candidate);
                if (mayLeave(frame.state, after)) {
                    push(after, frame.state);
                    return true;
                }
                undo();
            }
        }
        return false;
    }

    private boolean hasBegun(Frame<S> frame, int candidate) {
        return unknown.get(candidate).startNanos() <= frame.firstEndNanos
                || planted == PlantedError.UNKNOWN_MAY_TAKE_EFFECT_BEFORE_ITS_START;
    }

    private boolean isSpent(Frame<S> frame, int candidate) {
        return switch (planted) {
            case UNKNOWN_NEVER_TAKES_EFFECT -> true;
            case UNKNOWN_ENDS_WITH_ITS_CLIENT ->
                used[candidate] || unknown.get(candidate).endNanos() < frame.firstEndNanos;
            case UNKNOWN_MAY_TAKE_EFFECT_AGAIN -> false;
            default -> used[candidate];
        };
    }

    /** The state after it; null if it cannot happen, or could as well without the unknown operation before it. */
    private @Nullable S after(Frame<S> frame, Operation operation) {
        @Nullable S after = model.step(frame.state, operation);
        @Nullable S before = frame.before;
        if (after == null || before == null) {
            return after;
        }
        @Nullable S without = model.step(before, operation);
        return without != null && model.covers(without, after) ? null : after;
    }

    private boolean mayLeave(S state, S after) {
        int mark = marks.of(state);
        return !marks.isIndispensable(mark) || mark == marks.of(after);
    }

    /** Another one that does the same goes first: one that must be done, or one of unknown outcome that began before. */
    private boolean hasTwin(Frame<S> frame, int candidate) {
        for (int choice : frame.choices) {
            if (kinds.isLikeUnknown(choice, candidate)) {
                return true;
            }
        }
        int before = kinds.twinBefore(candidate);
        return before >= 0 && !used[before];
    }
}

package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;

/**
 * Small histories of an object that really exists: each operation takes effect at an instant between its start and its end, those
 * of unknown outcome perhaps later or never. Some answers are then changed, so that a good part of the histories is wrong, and
 * most of these only just.
 */
final class RandomHistories {
    private final ObjectKind kind;
    private final Random random;
    private final int most;

    private Optional<String> value = Optional.empty();
    private long version;
    private long lastVersion;
    private long number;
    private final TreeSet<String> elements = new TreeSet<>();

    private record Planned(Invocation invocation, long effectNanos, long endNanos, int fate) {}

    private RandomHistories(ObjectKind kind, long seed, int most) {
        this.kind = kind;
        this.random = new Random(seed);
        this.most = most;
    }

    static List<Operation> of(ObjectKind kind, long seed, int mostOperations) {
        return new RandomHistories(kind, seed, mostOperations).make();
    }

    private List<Operation> make() {
        int processes = 1 + random.nextInt(4);
        int count = 2 + random.nextInt(most - 1);
        long[] free = new long[processes];
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int process = random.nextInt(processes);
            long start = free[process] + 1 + random.nextInt(6);
            long end = start + random.nextInt(random.nextBoolean() ? 4 : 14);
            int fate = random.nextInt(8);
            boolean open = fate == 0;
            long effect = start + random.nextInt((int) (end - start) + 1) + (open ? random.nextInt(20) : 0);
            Action action = action();
            planned.add(new Planned(Operation.start(process, action, "k", request(action), start), effect, end, fate));
            free[process] = end;
        }
        Collections.shuffle(planned, random);
        planned.sort((one, other) -> Long.compare(one.effectNanos, other.effectNanos));
        List<Operation> done = new ArrayList<>(planned.stream().map(this::done).toList());
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(done.size());
            done.set(at, changed(done.get(at)));
        }
        Collections.shuffle(done, random);
        return done;
    }

    private Action action() {
        List<Action> actions = switch (kind) {
            case REGISTER -> List.of(Action.GET, Action.GET, Action.PUT, Action.PUT, Action.DELETE);
            case CAS ->
                List.of(
                        Action.GET,
                        Action.GET,
                        Action.PUT,
                        Action.PUT_IF_ABSENT,
                        Action.PUT_IF_VERSION,
                        Action.CAS,
                        Action.DELETE,
                        Action.DELETE_IF_VERSION);
            case SET -> List.of(Action.GET, Action.GET, Action.ADD, Action.ADD, Action.REMOVE, Action.CONTAINS);
            case COUNTER -> List.of(Action.GET, Action.INCREMENT);
        };
        return actions.get(random.nextInt(actions.size()));
    }

    private String text() {
        return String.valueOf((char) ('a' + random.nextInt(3)));
    }

    private Request request(Action action) {
        return switch (action) {
            case GET, DELETE -> Request.NONE;
            case PUT, PUT_IF_ABSENT, ADD, REMOVE, CONTAINS -> Request.value(text());
            case CAS -> Request.cas(text(), text());
            case PUT_IF_VERSION -> Request.ifVersion(Optional.of(text()), 1 + random.nextInt(4));
            case DELETE_IF_VERSION -> Request.ifVersion(Optional.empty(), 1 + random.nextInt(4));
            case INCREMENT -> Request.delta(random.nextInt(6) == 0 ? -1 : 1 + random.nextInt(2));
        };
    }

    private Operation done(Planned planned) {
        Invocation invocation = planned.invocation;
        if (planned.fate == 1 && invocation.action().isWrite()) {
            return invocation.notApplied(planned.endNanos);
        }
        boolean open = planned.fate == 0;
        if (open && random.nextInt(3) == 0) {
            return invocation.unknown(planned.endNanos);
        }
        Answer before = new Answer.Present(
                value, value.isPresent() && random.nextBoolean() ? OptionalLong.of(version) : OptionalLong.empty());
        boolean holds = takesEffect(invocation);
        if (open) {
            return invocation.unknown(planned.endNanos);
        }
        if (!holds) {
            return invocation.conflict(planned.endNanos, random.nextBoolean() ? before : Answer.NONE);
        }
        return invocation.applied(planned.endNanos, answer(invocation, before));
    }

    private Answer answer(Invocation invocation, Answer present) {
        return switch (invocation.action()) {
            case GET ->
                switch (kind) {
                    case REGISTER, CAS -> present;
                    case SET -> new Answer.Elements(elements);
                    case COUNTER -> new Answer.Total(number);
                };
            case CONTAINS ->
                new Answer.Found(elements.contains(invocation.request().given()));
            default ->
                kind == ObjectKind.CAS && value.isPresent() && random.nextBoolean()
                        ? new Answer.Made(version)
                        : Answer.NONE;
        };
    }

    /** False if the condition does not hold. */
    private boolean takesEffect(Invocation invocation) {
        Request request = invocation.request();
        boolean holds = switch (invocation.action()) {
            case PUT_IF_ABSENT -> value.isEmpty();
            case CAS -> value.equals(request.expected());
            case PUT_IF_VERSION, DELETE_IF_VERSION ->
                value.isPresent() && version == request.ifVersion().orElseThrow();
            default -> true;
        };
        if (!holds) {
            return false;
        }
        switch (invocation.action()) {
            case PUT, PUT_IF_ABSENT, PUT_IF_VERSION, CAS -> {
                value = request.value();
                lastVersion += 1 + (random.nextInt(4) == 0 ? 1 : 0);
                version = lastVersion;
            }
            case DELETE, DELETE_IF_VERSION -> value = Optional.empty();
            case ADD -> elements.add(request.given());
            case REMOVE -> elements.remove(request.given());
            case INCREMENT -> number += request.delta();
            case GET, CONTAINS -> {}
        }
        return true;
    }

    private Operation changed(Operation operation) {
        Answer wrong = switch (operation.answer()) {
            case Answer.None none -> none;
            case Answer.Made made -> new Answer.Made(made.version() + random.nextInt(3) - 1);
            case Answer.Total counted -> new Answer.Total(counted.value() + random.nextInt(3) - 1);
            case Answer.Found found -> new Answer.Found(!found.present());
            case Answer.Siblings siblings -> siblings;
            case Answer.Elements all -> {
                TreeSet<String> other = new TreeSet<>(all.elements());
                String element = text();
                if (!other.remove(element)) {
                    other.add(element);
                }
                yield new Answer.Elements(other);
            }
            case Answer.Present present ->
                random.nextInt(3) == 0
                        ? new Answer.Present(Optional.empty(), OptionalLong.empty())
                        : new Answer.Present(
                                Optional.of(text()),
                                random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(4)) : OptionalLong.empty());
        };
        return new Operation(
                operation.process(),
                operation.action(),
                operation.key(),
                operation.request(),
                wrong,
                operation.outcome(),
                operation.startNanos(),
                operation.endNanos(),
                operation.origin());
    }
}

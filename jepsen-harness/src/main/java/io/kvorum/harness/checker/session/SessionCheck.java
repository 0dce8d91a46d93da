package io.kvorum.harness.checker.session;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges the operations of one key. Each process is one session. */
public final class SessionCheck {
    private static final int MOST_VIOLATIONS = 20;

    private final Causes causes;
    private final Map<Long, List<Known>> sessions = new TreeMap<>();
    /** What the session of a write knew when it wrote. */
    private final Map<Integer, List<Known>> before = new HashMap<>();

    private final Map<Long, Operation> last = new TreeMap<>();
    private final Set<SessionViolation> found = new LinkedHashSet<>();

    /** A write that a session has made, or seen. */
    private record Known(int write, boolean own, Operation by) {}

    private SessionCheck(List<Operation> ofOneKey) {
        causes = new Causes(ofOneKey);
    }

    /**
     * @return what is broken, at most {@value #MOST_VIOLATIONS}
     * @throws MalformedHistory if an operation does not fit
     */
    public static List<SessionViolation> check(List<Operation> ofOneKey) {
        ofOneKey.forEach(SessionCheck::refuseMisfit);
        SessionCheck check = new SessionCheck(ofOneKey);
        List<Operation> sorted = ofOneKey.stream()
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .toList();
        sorted.forEach(check::follow);
        sorted.stream().filter(SessionCheck::isAnsweredRead).forEach(check::judgeAnyRead);
        return check.found.stream().limit(MOST_VIOLATIONS).toList();
    }

    private static void refuseMisfit(Operation operation) {
        long line = operation.origin().line();
        Action action = operation.action();
        if (action != Action.GET && action != Action.PUT && action != Action.DELETE) {
            throw new MalformedHistory(line, "'" + action + "' is not an operation of an eventual key");
        }
        boolean shows = operation.answer() instanceof Answer.Siblings || operation.answer() instanceof Answer.Present;
        if (isAnsweredRead(operation) && !shows) {
            throw new MalformedHistory(line, "a get of an eventual key shows 'values', or one 'value'");
        }
    }

    private static boolean isAnsweredRead(Operation operation) {
        return operation.action() == Action.GET && operation.outcome() == Outcome.APPLIED;
    }

    private static List<String> values(Operation read) {
        return switch (read.answer()) {
            case Answer.Siblings siblings -> siblings.values();
            case Answer.Present present -> present.value().stream().toList();
            default -> List.of();
        };
    }

    /** The writes that it shows, as far as somebody wrote them. */
    private List<Integer> shown(Operation read) {
        return values(read).stream()
                .map(causes::writerOf)
                .filter(write -> write != Causes.NOBODY)
                .toList();
    }

    private void follow(Operation operation) {
        Operation previous = last.put(operation.process(), operation);
        if (previous != null && previous.endNanos() > operation.startNanos()) {
            throw new MalformedHistory(
                    operation.origin().line(),
                    "process " + operation.process() + " does two things at a time; a session has an order");
        }
        if (operation.outcome() != Outcome.APPLIED) {
            return;
        }
        List<Known> session = sessions.computeIfAbsent(operation.process(), process -> new ArrayList<>());
        if (isAnsweredRead(operation)) {
            judgeSession(session, operation);
            shown(operation).forEach(write -> learn(session, new Known(write, false, operation)));
        } else {
            int write = causes.numberOf(operation);
            before.put(write, List.copyOf(session));
            learn(session, new Known(write, true, operation));
        }
    }

    /** Keeps only what nothing else that is known replaced. */
    private void learn(List<Known> session, Known learned) {
        boolean old = session.stream()
                .anyMatch(known -> known.write() == learned.write() || causes.replaced(known.write(), learned.write()));
        if (!old) {
            session.removeIf(known -> causes.replaced(learned.write(), known.write()));
            session.add(learned);
        }
    }

    private void judgeSession(List<Known> session, Operation read) {
        List<Integer> shown = shown(read);
        for (Known known : session) {
            Guarantee guarantee = known.own() ? Guarantee.READ_YOUR_WRITES : Guarantee.MONOTONIC_READS;
            String how = known.own() ? "wrote" : "saw";
            if (!causes.isDelete(known.write()) && !causes.isAccountedFor(known.write(), shown, read.endNanos())) {
                report(
                        guarantee,
                        read,
                        "the session " + how + " " + name(known.write())
                                + "; its read shows neither that nor anything that replaced it",
                        known.write(),
                        known.by());
            }
            for (int one : shown) {
                if (causes.replaced(known.write(), one)) {
                    report(
                            guarantee,
                            read,
                            "the session " + how + " " + name(known.write()) + ", which replaced " + name(one)
                                    + "; its read shows " + name(one) + " again",
                            known.write(),
                            known.by());
                }
            }
        }
    }

    /** What holds for a read of any session. */
    private void judgeAnyRead(Operation read) {
        for (String value : values(read)) {
            if (causes.writerOf(value) == Causes.NOBODY) {
                String text = causes.isWithoutEffect(value)
                        ? "the write of " + value + " was said not to be applied"
                        : "nobody wrote " + value;
                found.add(new SessionViolation(Guarantee.NOTHING_INVENTED, read.key(), read, text, List.of(read)));
            } else if (causes.write(causes.writerOf(value)).startNanos() > read.endNanos()) {
                report(
                        Guarantee.NOTHING_INVENTED,
                        read,
                        value + " was written only later",
                        causes.writerOf(value),
                        read);
            }
        }
        List<Integer> shown = shown(read);
        for (int newer : shown) {
            for (Known known : before.getOrDefault(newer, List.of())) {
                Guarantee guarantee = known.own() ? Guarantee.MONOTONIC_WRITES : Guarantee.WRITES_FOLLOW_READS;
                boolean delete = causes.isDelete(known.write());
                if (!delete && !causes.isAccountedFor(known.write(), shown, read.endNanos())) {
                    report(
                            guarantee,
                            read,
                            "it shows " + name(newer) + ", whose session " + (known.own() ? "wrote" : "saw") + " "
                                    + name(known.write()) + " before, but not that",
                            newer,
                            known.by());
                }
            }
            for (int older : shown) {
                if (causes.replaced(newer, older)) {
                    boolean own =
                            causes.write(newer).process() == causes.write(older).process();
                    report(
                            own ? Guarantee.MONOTONIC_WRITES : Guarantee.WRITES_FOLLOW_READS,
                            read,
                            "it shows " + name(older) + " beside " + name(newer) + ", which replaced it",
                            newer,
                            causes.write(older));
                }
            }
        }
    }

    private String name(int write) {
        return causes.isDelete(write)
                ? "a delete"
                : causes.write(write).request().given();
    }

    private void report(Guarantee guarantee, Operation read, String text, int write, Operation other) {
        List<Operation> evidence = new ArrayList<>(new LinkedHashSet<>(List.of(causes.write(write), other, read)));
        evidence.sort(Comparator.comparingLong(Operation::startNanos));
        found.add(new SessionViolation(guarantee, read.key(), read, text, evidence));
    }
}

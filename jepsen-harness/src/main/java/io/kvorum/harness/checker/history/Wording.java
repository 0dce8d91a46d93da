package io.kvorum.harness.checker.history;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Operations in the words of people: {@code put a → v3}. */
public final class Wording {
    private static final int MAX_LIST = 12;

    private Wording() {}

    public static String of(Operation operation) {
        String asked = request(operation);
        String told = told(operation);
        return told.isEmpty() ? asked : asked + " → " + told;
    }

    /** What was asked, without the key. */
    public static String request(Operation operation) {
        Request request = operation.request();
        String action = operation.action().text();
        return switch (operation.action()) {
            case GET, DELETE -> action;
            case PUT, PUT_IF_ABSENT, ADD, REMOVE, CONTAINS -> action + " " + request.given();
            case PUT_IF_VERSION -> action + version(request.ifVersion()) + " " + request.given();
            case DELETE_IF_VERSION -> action + version(request.ifVersion());
            case CAS -> action + " " + request.expected().orElse("") + "⇒" + request.given();
            case INCREMENT -> (request.delta() < 0 ? "" : "+") + request.delta();
        };
    }

    /** What the client was told. */
    public static String told(Operation operation) {
        return switch (operation.outcome()) {
            case UNKNOWN -> "?";
            case NOT_APPLIED -> "not applied";
            case CONFLICT -> ("conflict " + answer(operation.answer())).strip();
            case APPLIED ->
                operation.action().isWrite() && operation.answer() instanceof Answer.None
                        ? ""
                        : answer(operation.answer());
        };
    }

    private static String answer(Answer answer) {
        return switch (answer) {
            case Answer.None none -> "";
            case Answer.Present present -> state(present.value(), present.version());
            case Answer.Made made -> "v" + made.version();
            case Answer.Total number -> Long.toString(number.value());
            case Answer.Elements elements -> list(List.copyOf(elements.elements()));
            case Answer.Found found -> found.present() ? "yes" : "no";
            case Answer.Siblings siblings -> list(siblings.values());
        };
    }

    /** A value and its version. */
    public static String state(Optional<String> value, OptionalLong version) {
        return value.orElse("absent") + version(version);
    }

    private static String version(OptionalLong version) {
        return version.isPresent() ? " v" + version.getAsLong() : "";
    }

    /** Some of it, if it is long. */
    public static String list(List<String> all) {
        return all.size() <= MAX_LIST
                ? "{" + String.join(", ", all) + "}"
                : "{" + String.join(", ", all.subList(0, MAX_LIST)) + ", … " + all.size() + " in all}";
    }
}

package io.kvorum.harness.checker.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is done, in the words of another checker. A condition on a version becomes one on the value that had it. */
final class EdnWords {
    private final EdnForm form;
    private final boolean manyKeys;
    private final Map<Version, String> values = new HashMap<>();

    private record Version(String key, long version) {}

    EdnWords(List<Operation> history, EdnForm form) {
        this.form = form;
        this.manyKeys = history.stream().map(Operation::key).distinct().count() > 1;
        for (Operation operation : history) {
            switch (operation.answer()) {
                case Answer.Made made ->
                    operation
                            .request()
                            .value()
                            .ifPresent(value -> values.put(new Version(operation.key(), made.version()), value));
                case Answer.Present present -> {
                    if (present.version().isPresent()) {
                        long version = present.version().getAsLong();
                        present.value().ifPresent(value -> values.put(new Version(operation.key(), version), value));
                    }
                }
                default -> {}
            }
        }
    }

    /** Adds the fields that say what is done. */
    void put(Map<String, String> fields, Operation operation, boolean start) {
        switch (form) {
            case KNOSSOS -> {
                fields.put(":f", function(operation));
                String value = value(operation, start);
                fields.put(":value", manyKeys ? "[" + EdnExport.quoted(operation.key()) + " " + value + "]" : value);
            }
            case ELLE -> {
                fields.put(":f", ":txn");
                fields.put(":value", "[" + transaction(operation, start) + "]");
            }
            case PORCUPINE -> porcupine(fields, operation, start);
        }
    }

    private static String function(Operation operation) {
        return switch (operation.action()) {
            case GET -> ":read";
            case PUT, DELETE -> ":write";
            case CAS, PUT_IF_ABSENT, PUT_IF_VERSION, DELETE_IF_VERSION -> ":cas";
            case ADD, INCREMENT -> ":add";
            case REMOVE -> ":remove";
            case CONTAINS -> throw cannot(operation, "Jepsen's sets");
        };
    }

    private String value(Operation operation, boolean start) {
        return switch (operation.action()) {
            case GET -> start || operation.outcome() != Outcome.APPLIED ? "nil" : seen(operation);
            case PUT, DELETE, ADD, REMOVE -> text(operation.request().value());
            case CAS, PUT_IF_ABSENT, PUT_IF_VERSION, DELETE_IF_VERSION ->
                "[" + expected(operation) + " " + text(operation.request().value()) + "]";
            case INCREMENT -> Long.toString(operation.request().delta());
            case CONTAINS -> throw cannot(operation, "Jepsen's sets");
        };
    }

    private static String seen(Operation operation) {
        return switch (operation.answer()) {
            case Answer.Present present -> text(present.value());
            case Answer.Total number -> Long.toString(number.value());
            case Answer.Elements elements ->
                elements.elements().stream().map(EdnExport::quoted).collect(Collectors.joining(" ", "#{", "}"));
            case Answer.None none -> "nil";
            case Answer.Made made -> "nil";
            case Answer.Found found -> throw cannot(operation, "Jepsen's models");
            case Answer.Siblings siblings -> throw cannot(operation, "Jepsen's models");
        };
    }

    /** The value that a conditional write replaces. */
    private String expected(Operation operation) {
        return switch (operation.action()) {
            case CAS -> text(operation.request().expected());
            case PUT_IF_ABSENT -> "nil";
            default -> {
                long version = operation.request().ifVersion().orElse(0);
                @Nullable String value = values.get(new Version(operation.key(), version));
                if (value != null) {
                    yield EdnExport.quoted(value);
                }
                if (operation.outcome() == Outcome.APPLIED || operation.isOpen()) {
                    throw new MalformedHistory(
                            operation.origin().line(),
                            "no answer of the history shows the value that had version " + version
                                    + ", and the other checkers compare values");
                }
                // Any value will do: it failed.
                yield EdnExport.quoted("version " + version);
            }
        };
    }

    private String transaction(Operation operation, boolean start) {
        String key = EdnExport.quoted(operation.key());
        Optional<String> value = operation.request().value();
        return switch (operation.action()) {
            case GET ->
                "[:r " + key + " " + (start || operation.outcome() != Outcome.APPLIED ? "nil" : seen(operation)) + "]";
            case PUT -> "[:w " + key + " " + text(value) + "]";
            case CAS, PUT_IF_ABSENT, PUT_IF_VERSION ->
                "[:r " + key + " " + (start ? "nil" : expected(operation)) + "] [:w " + key + " " + text(value) + "]";
            case DELETE, DELETE_IF_VERSION, ADD, REMOVE, CONTAINS, INCREMENT ->
                throw cannot(operation, "Elle's rw-register");
        };
    }

    private static void porcupine(Map<String, String> fields, Operation operation, boolean start) {
        if (operation.action() != Action.GET && operation.action() != Action.PUT) {
            throw cannot(operation, "Porcupine's key-value example");
        }
        boolean get = operation.action() == Action.GET;
        fields.put(":f", get ? ":get" : ":put");
        fields.put(":key", EdnExport.quoted(operation.key()));
        if (!get) {
            fields.put(":value", text(operation.request().value()));
        } else {
            // It knows no absent key: that one reads as the empty string.
            String seen = seen(operation);
            fields.put(":value", start ? "nil" : seen.equals("nil") ? "\"\"" : seen);
        }
    }

    private static String text(Optional<String> value) {
        return value.map(EdnExport::quoted).orElse("nil");
    }

    private static MalformedHistory cannot(Operation operation, String whose) {
        return new MalformedHistory(
                operation.origin().line(), "'" + operation.action() + "' cannot be said in the form of " + whose);
    }
}

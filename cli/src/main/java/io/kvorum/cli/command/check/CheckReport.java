package io.kvorum.cli.command.check;

import io.kvorum.cli.Exit;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Shown;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import io.kvorum.harness.checker.linear.Offence;
import io.kvorum.harness.checker.linear.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gathers the verdicts of all keys, and says them. */
final class CheckReport {
    private static final int FEW = 40;

    private final String model;
    private final int operations;
    private final Map<String, Object> outcomes = new TreeMap<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<Map<String, Object>> offences = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private int violations;
    private int unknown;
    private long configurations;

    CheckReport(String model, List<Operation> history) {
        this.model = model;
        this.operations = history.size();
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome.text(),
                    history.stream().filter(one -> one.outcome() == outcome).count());
        }
    }

    void add(String key, Verdict verdict, Optional<Offence> offence) {
        configurations += verdict.configurations();
        violations += verdict.result() == Verdict.Result.VIOLATION ? 1 : 0;
        unknown += verdict.result() == Verdict.Result.UNKNOWN ? 1 : 0;
        String word = switch (verdict.result()) {
            case LINEARIZABLE -> "linearizable";
            case VIOLATION -> "violation";
            case UNKNOWN -> "unknown";
        };
        Map<String, Object> row = row(key, word, verdict.operations());
        row.put("configurations", verdict.configurations());
        row.put("why", verdict.why());
        rows.add(row);
        offence.ifPresent(one -> tell(key, one));
    }

    void add(String key, int count, List<Broken> found, boolean inFull) {
        violations += found.isEmpty() ? 0 : 1;
        rows.add(row(key, found.isEmpty() ? "kept" : "violation", count));
        if (inFull) {
            found.forEach(this::tell);
        }
    }

    private static Map<String, Object> row(String key, String verdict, int count) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", key);
        row.put("verdict", verdict);
        row.put("operations", count);
        return row;
    }

    private void tell(String key, Offence offence) {
        words.add("");
        words.add("key " + key + ": no order of these operations explains '" + offence.failing() + "' of process "
                + offence.failing().process() + place(offence.failing()));
        lines(offence.operations(), offence.failing());
        words.add("  an order of what was answered before: " + joined(offence.order(), ", then "));
        words.add("  when the answer came, the object could be: " + joined(offence.states(), "; "));
        Map<String, Object> fields = new TreeMap<>();
        fields.put("key", key);
        fields.put(
                "operations",
                offence.operations().stream().map(HistoryWriter::fields).toList());
        fields.put("failing", HistoryWriter.fields(offence.failing()));
        fields.put("order", offence.order().stream().map(Object::toString).toList());
        fields.put("states", offence.states().stream().map(Object::toString).toList());
        offences.add(fields);
    }

    private void tell(Broken violation) {
        words.add("");
        words.add("key " + violation.key() + " breaks '" + violation.guarantee() + "': " + violation.text());
        lines(violation.evidence(), violation.read());
        Map<String, Object> fields = new TreeMap<>();
        fields.put("key", violation.key());
        fields.put("guarantee", violation.guarantee());
        fields.put("text", violation.text());
        fields.put(
                "operations",
                violation.evidence().stream().map(HistoryWriter::fields).toList());
        offences.add(fields);
    }

    private void lines(List<Operation> evidence, Operation failing) {
        for (Operation operation : evidence) {
            words.add((operation.equals(failing) ? "  > " : "    ") + "process " + operation.process() + "  ["
                    + operation.startNanos() + ", " + (operation.isOpen() ? "…" : operation.endNanos() + "]") + "  "
                    + operation + place(operation));
        }
    }

    private static String place(Operation operation) {
        return operation.origin().line() > 0 ? "  (line " + operation.origin().line() + ")" : "";
    }

    private static String joined(List<?> things, String between) {
        return things.isEmpty()
                ? "-"
                : String.join(between, things.stream().map(Object::toString).toList());
    }

    Exit print(Console console, boolean all) {
        boolean everything = all || rows.size() <= FEW;
        List<Map<String, Object>> listed = rows.stream()
                .filter(row ->
                        everything || "violation".equals(row.get("verdict")) || "unknown".equals(row.get("verdict")))
                .toList();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("model", model);
        fields.put("verdict", verdict());
        fields.put("operationCount", operations);
        fields.put("keyCount", rows.size());
        fields.put("brokenKeys", violations);
        fields.put("unknownKeys", unknown);
        fields.put("outcomes", outcomes);
        fields.put("configurations", configurations);
        fields.put("offences", offences);
        List<String> columns = rows.stream().anyMatch(row -> row.containsKey("configurations"))
                ? List.of("key", "verdict", "operations", "configurations", "why")
                : List.of("key", "verdict", "operations");
        if (console.format() != Format.TABLE || !listed.isEmpty()) {
            console.show(Shown.list("keys", columns, listed).with(fields));
        }
        if (console.format() == Format.TABLE) {
            words.forEach(console::data);
            console.data("");
            console.data(summary());
            console.flush();
        }
        return violations > 0 ? Exit.UNHEALTHY : unknown > 0 ? Exit.UNKNOWN : Exit.OK;
    }

    private String verdict() {
        return violations > 0 ? "violation" : unknown > 0 ? "unknown" : "fine";
    }

    private String summary() {
        return verdict() + ": " + operations + " operations " + outcomes + " on " + rows.size() + " keys by model "
                + model
                + (violations > 0 ? "; " + violations + " broken" : "")
                + (unknown > 0 ? "; " + unknown + " not judged to the end" : "");
    }
}

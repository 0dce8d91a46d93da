package io.kvorum.harness.checker.picture;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.Offence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a picture shows.
 *
 * @param operations the bars
 * @param failing the one that cannot be explained
 * @param failure what is wrong with it, in a few words
 * @param order of the operations that can be, numbered in the picture
 * @param notes sentences beside the picture
 */
public record Chart(
        String title,
        List<Operation> operations,
        Optional<Operation> failing,
        String failure,
        List<Operation> order,
        List<String> notes) {
    public Chart {
        operations = List.copyOf(operations);
        order = List.copyOf(order);
        notes = List.copyOf(notes);
    }

    /** Of a history that is not linearizable. */
    public static Chart of(String key, Offence offence) {
        Operation failing = offence.failing();
        List<String> notes = new ArrayList<>();
        notes.add("No order of these operations explains the answer of process " + failing.process() + ": " + failing
                + ".");
        List<Offence.Step> order = offence.order();
        for (int i = 0; i < order.size(); i++) {
            notes.add((i == 0 ? "What was answered before it has an order: " : "then ") + (i + 1) + ". " + order.get(i)
                    + (i + 1 < order.size() ? "," : "."));
        }
        notes.add("When the answer came, the object could be: "
                + String.join(
                        "; ", offence.states().stream().map(Object::toString).toList()) + ".");
        return new Chart(
                "Key " + key + " is not linearizable",
                offence.operations(),
                Optional.of(failing),
                "no order explains this answer",
                offence.order().stream().map(Offence.Step::operation).toList(),
                notes);
    }
}

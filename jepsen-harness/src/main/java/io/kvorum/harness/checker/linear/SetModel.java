package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import io.kvorum.harness.checker.history.Wording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A set: add, remove, contains, and get of all elements. It begins empty. */
public final class SetModel implements Model<Bits> {
    private static final String REMOVALS = "removals";

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final IdentityHashMap<Operation, Bits> shown = new IdentityHashMap<>();
    private boolean onlyGrows = true;

    private SetModel() {}

    public static SetModel of(List<Operation> history) {
        SetModel model = new SetModel();
        for (Operation operation : history) {
            operation.request().value().ifPresent(model::number);
            model.onlyGrows &= operation.action() != Action.REMOVE;
            if (operation.answer() instanceof Answer.Elements elements) {
                Bits bits = Bits.NONE;
                for (String element : elements.elements()) {
                    bits = bits.with(model.number(element));
                }
                model.shown.put(operation, bits);
            }
        }
        return model;
    }

    private int number(String element) {
        return numbers.computeIfAbsent(element, unseen -> {
            names.add(unseen);
            return names.size() - 1;
        });
    }

    private Bits shown(Operation operation) {
        return shown.getOrDefault(operation, Bits.NONE);
    }

    @Override
    public Optional<String> misfit(Operation operation) {
        return switch (operation.action()) {
            case ADD, REMOVE, CONTAINS -> Optional.empty();
            case GET ->
                operation.outcome() == Outcome.APPLIED && !(operation.answer() instanceof Answer.Elements)
                        ? Optional.of("a get of a set shows its 'elements'")
                        : Optional.empty();
            default -> Optional.of("'" + operation.action() + "' is not an operation of a set");
        };
    }

    @Override
    public Bits initial() {
        return Bits.NONE;
    }

    @Override
    public @Nullable Bits step(Bits state, Operation operation) {
        return switch (operation.action()) {
            case ADD -> state.with(element(operation));
            case REMOVE -> state.without(element(operation));
            case CONTAINS -> state.contains(element(operation)) == isFound(operation) ? state : null;
            case GET -> shown(operation).equals(state) ? state : null;
            default -> null;
        };
    }

    private int element(Operation operation) {
        return numbers.getOrDefault(operation.request().given(), -1);
    }

    private static boolean isFound(Operation operation) {
        return operation.answer() instanceof Answer.Found found && found.present();
    }

    /** While nothing is ever removed, a set that was read holds all that came before. */
    @Override
    public boolean isReachable(Bits state, Operation operation) {
        if (!onlyGrows || operation.action() != Action.GET) {
            return true;
        }
        Bits read = shown(operation);
        return state.size() <= read.size() && (state.lastAdded() < 0 || read.contains(state.lastAdded()));
    }

    @Override
    public Set<String> needs(Operation operation) {
        Set<String> needs = new TreeSet<>();
        if (operation.answer() instanceof Answer.Elements elements) {
            elements.elements().forEach(element -> needs.add("+" + element));
            needs.add(REMOVALS);
        } else if (operation.action() == Action.CONTAINS) {
            String element = operation.request().given();
            needs.add((isFound(operation) ? "+" : "-") + element);
        }
        return needs;
    }

    @Override
    public Set<String> gives(Operation operation) {
        String element = operation.request().given();
        return switch (operation.action()) {
            case ADD -> Set.of("+" + element);
            case REMOVE -> Set.of("-" + element, REMOVALS);
            default -> Set.of();
        };
    }

    @Override
    public String describe(Bits state) {
        return Wording.list(names.stream()
                .filter(name -> state.contains(numbers.getOrDefault(name, -1)))
                .sorted()
                .toList());
    }
}

package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import io.kvorum.harness.checker.history.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which operations ask and tell the same: it makes no difference which of them goes first, but to those that must end. */
final class Kinds {
    private final Map<Kind, Integer> numbers = new HashMap<>();
    private final int[] ofDefinite;
    private final int[] ofUnknown;
    /** For each operation of unknown outcome the last one before it of the same kind; -1 if there is none. */
    private final int[] twinBefore;

    private record Kind(Action action, Request request, Answer answer, boolean conflict) {}

    Kinds(List<Operation> definite, List<Operation> unknown) {
        ofDefinite = numbers(definite);
        ofUnknown = numbers(unknown);
        twinBefore = new int[ofUnknown.length];
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < ofUnknown.length; i++) {
            twinBefore[i] = last.getOrDefault(ofUnknown[i], -1);
            last.put(ofUnknown[i], i);
        }
    }

    private int[] numbers(List<Operation> operations) {
        return operations.stream()
                .mapToInt(operation -> {
                    boolean conflict = operation.outcome() == Outcome.CONFLICT;
                    Kind kind = new Kind(operation.action(), operation.request(), operation.answer(), conflict);
                    return numbers.computeIfAbsent(kind, unseen -> numbers.size());
                })
                .toArray();
    }

    boolean areEqual(int definite, int other) {
        return ofDefinite[definite] == ofDefinite[other];
    }

    boolean isLikeUnknown(int definite, int unknown) {
        return ofDefinite[definite] == ofUnknown[unknown];
    }

    int twinBefore(int unknown) {
        return twinBefore[unknown];
    }
}

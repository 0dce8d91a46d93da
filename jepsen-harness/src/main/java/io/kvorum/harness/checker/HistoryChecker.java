package io.kvorum.harness.checker;

import java.util.ArrayList;
import java.util.List;

/** Judges a whole history by every promise. Pure: the same history, the same verdict. */
public final class HistoryChecker {
    private HistoryChecker() {}

    public static List<Violation> check(History history) {
        List<Violation> found = new ArrayList<>();
        for (History.OfKey key : history.byKey()) {
            ReplicaCheck.check(key, found);
            LostWriteCheck.check(key, found);
            ComebackCheck.check(key, found);
            VisibilityCheck.check(key, found);
            HiddenCheck.check(key, found);
            SessionCheck.check(key, found);
            RecencyCheck.check(key, found);
            AsOfCheck.check(key, found);
        }
        return found;
    }
}

package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one object. Pure; states are immutable and have {@code equals} and {@code hashCode}.
 *
 * <p>An operation of unknown outcome is judged by what it would have done if it took effect. Only writes are given then: an
 * unanswered read says nothing.
 *
 * @param <S> a state of the object
 */
public interface Model<S> {

    /** What is wrong about an operation that the model cannot judge; empty if nothing is. */
    Optional<String> misfit(Operation operation);

    S initial();

    /** The state after the operation; null if it cannot have happened in this state, with this answer. */
    @Nullable
    S step(S state, Operation operation);

    /**
     * Could the operation, applied or in conflict, still happen after this state and whatever may follow? True unless it surely
     * cannot. Only speeds the search up.
     */
    default boolean isReachable(S state, Operation operation) {
        return true;
    }

    /** Whether all that may follow the other state, with the same answers, may follow this one. */
    default boolean covers(S state, S other) {
        return state.equals(other);
    }

    /** States of which one may cover another have equal ones. */
    default Object likeness(S state) {
        return state;
    }

    /**
     * Marks that the state must bear for the operation to happen: the value that it saw. With {@link #makes} and {@link #bears}
     * they show early that an overwritten state was still needed. Null if it needs none.
     */
    default @Nullable String demands(Operation operation) {
        return null;
    }

    /** The mark that a state bears after the operation; null if none. */
    default @Nullable String makes(Operation operation) {
        return null;
    }

    /** The mark that the state bears; null if none. */
    default @Nullable String bears(S state) {
        return null;
    }

    /** Whether no write's legality or effect depends on the state. Then writes that nobody saw may go in any order. */
    default boolean hasOnlyBlindWrites() {
        return false;
    }

    /**
     * Names of what the operation's answer depends on. An operation can be left out of a history, which stays linearizable if it
     * was, when none that is left depends on a name that it gives.
     */
    Set<String> needs(Operation operation);

    /** See {@link #needs}. */
    Set<String> gives(Operation operation);

    /** What is needed instead of a name that no operation of the history gives; null if nothing. */
    default @Nullable String otherwiseNeeds(String name) {
        return null;
    }

    /** For people. */
    String describe(S state);
}

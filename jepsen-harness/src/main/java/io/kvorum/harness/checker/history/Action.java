package io.kvorum.harness.checker.history;

import java.util.Optional;
import java.util.stream.Stream;

/** What a client may ask of a key. */
public enum Action {
    /** Reads all of it: a value, a number, or the elements. */
    GET("get", false),
    PUT("put", true),
    PUT_IF_ABSENT("put-if-absent", true),
    PUT_IF_VERSION("put-if-version", true),
    DELETE("delete", true),
    DELETE_IF_VERSION("delete-if-version", true),
    /** Puts if the present value is the expected one. */
    CAS("cas", true),
    /** Puts an element into a set. */
    ADD("add", true),
    REMOVE("remove", true),
    /** Is the element in the set? */
    CONTAINS("contains", false),
    /** Adds to a counter; the amount may be negative. */
    INCREMENT("increment", true);

    private final String text;
    private final boolean writes;

    Action(String text, boolean writes) {
        this.text = text;
        this.writes = writes;
    }

    public static Optional<Action> of(String text) {
        return Stream.of(values()).filter(action -> action.text.equals(text)).findFirst();
    }

    /** Whether it may change something. */
    public boolean isWrite() {
        return writes;
    }

    /** Whether it depends on a condition that can fail. */
    public boolean isConditional() {
        return this == PUT_IF_ABSENT || this == PUT_IF_VERSION || this == DELETE_IF_VERSION || this == CAS;
    }

    /** As histories write it. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}

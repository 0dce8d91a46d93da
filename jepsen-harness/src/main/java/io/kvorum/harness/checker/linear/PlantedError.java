package io.kvorum.harness.checker.linear;

/**
 * Errors that tests put into the search: each leaves out one of its rules, or gets it wrong, and the tests' histories must notice.
 * Nothing else plants any.
 */
enum PlantedError {
    NONE,
    /** A write that changes nothing now is done with, though it was there to change something later. */
    WRITES_THAT_CHANGE_NOTHING_GO_AT_ONCE,
    /** Of operations that do the same, the one that ends last goes first. */
    LAST_TWIN_FIRST,
    /** An operation of unknown outcome takes no effect once its client gave up. */
    UNKNOWN_ENDS_WITH_ITS_CLIENT,
    UNKNOWN_NEVER_TAKES_EFFECT,
    UNKNOWN_MAY_TAKE_EFFECT_AGAIN,
    /** It may take effect before it was sent. */
    UNKNOWN_MAY_TAKE_EFFECT_BEFORE_ITS_START,
    /** What must not be left is left to those that surely happened: who of unknown outcome could make it again is forgotten. */
    ONLY_DEFINITE_WRITES_MAKE_A_STATE,
    /** Two configurations with the same operations done count as one, whatever the state. */
    VISITED_FORGETS_THE_STATE,
    CONFLICTS_SAY_NOTHING,
    REAL_TIME_IS_IGNORED,
    /** What ends at the instant at which another one starts comes before it. */
    TOUCHING_IS_AFTER
}

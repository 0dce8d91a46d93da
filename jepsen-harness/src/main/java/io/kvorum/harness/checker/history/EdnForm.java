package io.kvorum.harness.checker.history;

/** For whom a history is translated. */
public enum EdnForm {
    /** Jepsen's operations on registers, sets and counters, one key or many; for Knossos and Jepsen's own checkers. */
    KNOSSOS,
    /** Transactions of one read and one write at most; for Elle's rw-register. */
    ELLE,
    /** Lines of Porcupine's key-value example: get and put. */
    PORCUPINE
}

package io.kvorum.harness.drill;

import java.util.Locale;

/** What is done to nodes. */
public enum FaultKind {
    /** kill -9, and a start some time later with the same disk. */
    KILL,
    /** SIGSTOP, and SIGCONT some time later: it takes connections, never answers, and then goes on as if nothing had happened. */
    PAUSE;

    /** As the command line and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

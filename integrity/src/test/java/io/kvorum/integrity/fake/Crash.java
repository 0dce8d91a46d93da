package io.kvorum.integrity.fake;

/** The process dies: no code of the project catches it. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}

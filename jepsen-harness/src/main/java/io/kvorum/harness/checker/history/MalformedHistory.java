package io.kvorum.harness.checker.history;

/** A history that cannot be read, or not by this model; the message begins with the line. */
public final class MalformedHistory extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long line;

    /** @param line of the file, 0 if the history comes from none */
    public MalformedHistory(long line, String what) {
        super(line > 0 ? "line " + line + ": " + what : what);
        this.line = line;
    }

    public long line() {
        return line;
    }
}

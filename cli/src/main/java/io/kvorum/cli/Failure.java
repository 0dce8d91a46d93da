package io.kvorum.cli;

/**
 * A command that did not do what it was asked for: what failed, what that means for the data, and what to do next. Shown on
 * standard error; never a stack trace.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is known about the data after a failure. */
    public enum Data {
        NONE_TOUCHED("nothing was changed"),
        APPLIED("the change was made"),
        UNKNOWN("the change may have been made, now or later"),
        /** The command was not about data. */
        NOT_CONCERNED("");

        private final String text;

        Data(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    private final Exit exit;
    private final String code;
    private final Data data;
    private final String next;

    /**
     * @param code stable and short, for scripts
     * @param next what to do now; empty if there is nothing to say
     */
    public Failure(Exit exit, String code, String what, Data data, String next) {
        super(what);
        this.exit = exit;
        this.code = code;
        this.data = data;
        this.next = next;
    }

    public static Failure usage(String what, String next) {
        return new Failure(Exit.USAGE, "BAD_REQUEST", what, Data.NOT_CONCERNED, next);
    }

    public static Failure notFound(String what, String next) {
        return new Failure(Exit.NOT_FOUND, "NOT_FOUND", what, Data.NOT_CONCERNED, next);
    }

    public Exit exit() {
        return exit;
    }

    public String code() {
        return code;
    }

    public Data data() {
        return data;
    }

    public String next() {
        return next;
    }

    public String what() {
        String message = getMessage();
        return message == null ? code : message;
    }
}

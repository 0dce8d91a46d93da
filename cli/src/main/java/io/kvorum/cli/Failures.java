package io.kvorum.cli;

/** What an exception means to the user. */
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof IllegalArgumentException wrong) {
            return Failure.usage(String.valueOf(wrong.getMessage()), "");
        }
        String what = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return new Failure(Exit.INTERNAL, "INTERNAL", what, Failure.Data.NOT_CONCERNED, "-v shows where it came from");
    }
}

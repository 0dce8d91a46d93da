package io.kvorum.integrity.guard;

/** A request's condition is not one (HTTP 400); nothing was done. */
public final class BadPrecondition extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_SHOWN = 100;

    BadPrecondition(String field) {
        super("not an entity tag, nor a list of them: " + field.substring(0, Math.min(field.length(), MOST_SHOWN)));
    }
}

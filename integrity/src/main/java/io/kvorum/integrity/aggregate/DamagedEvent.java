package io.kvorum.integrity.aggregate;

/** An event is not what was written, or not by whom it says. It is not to be applied, and repeating does not help. */
public final class DamagedEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DamagedEvent(String message) {
        super(message);
    }
}

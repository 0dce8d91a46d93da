package io.kvorum.commerce.domain;

/** A command was refused by the rules of the domain; nothing was changed. The same command is refused again as long as nothing else changes. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why: the stable part, which programs look at. */
    public enum Reason {
        /** There is no such account, order, payment, item or saga. */
        UNKNOWN,
        /** It is there already, and is another one. */
        EXISTS,
        /** The region has less of the item than was asked for. */
        NOT_ENOUGH_STOCK,
        /** The account has less than was asked for. */
        NOT_ENOUGH_MONEY,
        /** The account, or the payment, is kept in another currency. */
        OTHER_CURRENCY,
        /** The hold has ended, and what was held is free again. */
        HOLD_ENDED,
        /** It is too late, or too early: the thing is in a state in which this cannot be done. */
        NOT_NOW,
        /** A sum would leave the range of amounts. */
        TOO_MUCH,
        /** Too many holds or other things at once: later there is room. */
        NO_ROOM
    }

    public Refusal(Reason reason, String message) {
        super(message + "; nothing was changed");
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

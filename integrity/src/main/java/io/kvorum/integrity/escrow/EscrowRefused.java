package io.kvorum.integrity.escrow;

/** A request was refused, and nothing was changed by it. The classes below are all there are. */
public abstract sealed class EscrowRefused extends RuntimeException
        permits InsufficientRights, MoreThanSpent, RequestReused, TooManyRights, TooManyTransfers {
    private static final long serialVersionUID = 1L;

    EscrowRefused(String message) {
        super(message);
    }
}

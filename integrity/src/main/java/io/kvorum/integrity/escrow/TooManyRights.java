package io.kvorum.integrity.escrow;

/** More was to be allocated in one region than it can have. */
public final class TooManyRights extends EscrowRefused {
    private static final long serialVersionUID = 1L;

    TooManyRights(Place place, long asked, long allocated) {
        super("of " + place + " " + allocated + " are allocated, and " + asked + " more would be above "
                + Escrow.MOST_RIGHTS + "; nothing was changed");
    }
}

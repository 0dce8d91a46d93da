package io.kvorum.integrity.escrow;

/** So many transfers of a region have not arrived yet that it begins no other one. {@link Escrow#carryOn} when the others can be reached. */
public final class TooManyTransfers extends EscrowRefused {
    private static final long serialVersionUID = 1L;

    TooManyTransfers(Place place, int pending) {
        super(pending + " transfers of " + place + " have not arrived yet; nothing was changed; carry them on when"
                + " the regions that they go to can be reached");
    }
}

package io.kvorum.integrity.escrow;

/** More was to be given back than was spent in this region. Give it back where it was spent. */
public final class MoreThanSpent extends EscrowRefused {
    private static final long serialVersionUID = 1L;

    MoreThanSpent(Place place, long asked, long spent) {
        super("of " + place + " " + spent + " were spent, and " + asked
                + " were to be given back; nothing was changed; what another region has spent is given back there");
    }
}

package io.kvorum.integrity.escrow;

import java.util.OptionalLong;

/** A region has fewer rights than were to be spent, retired or transferred; none of them were. */
public final class InsufficientRights extends EscrowRefused {
    private static final long serialVersionUID = 1L;

    private final String region;
    private final long asked;
    private final long local;
    private final transient OptionalLong total;

    InsufficientRights(Place place, long asked, long local, OptionalLong total) {
        super("of " + place + " " + local + " " + (local == 1 ? "right is" : "rights are") + " left, and " + asked
                + " were asked for; "
                + (total.isPresent()
                        ? "all regions together have " + total.getAsLong()
                        : "what other regions have was not looked at, or they cannot all be reached")
                + "; nothing was spent, retired or transferred");
        this.region = place.region();
        this.asked = asked;
        this.local = local;
        this.total = total;
    }

    public String region() {
        return region;
    }

    public long asked() {
        return asked;
    }

    /** What was left in the region. */
    public long local() {
        return local;
    }

    /**
     * What all regions had together, on its way between them included; a moment later, so it may be more than was asked for. Empty if it is
     * not known: nobody has looked, or a region cannot be reached.
     */
    public OptionalLong total() {
        return total;
    }
}

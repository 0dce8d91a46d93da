package io.kvorum.integrity.escrow;

/** The id of a request was used before, for another request. A new request needs a new id. */
public final class RequestReused extends EscrowRefused {
    private static final long serialVersionUID = 1L;

    RequestReused(Place place, String id) {
        super("request id '" + id + "' was used for another request of " + place
                + "; nothing was changed; a new request needs a new id");
    }
}

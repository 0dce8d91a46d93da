package io.kvorum.integrity.escrow;

/**
 * A share is not what escrow has written: the bucket of its region was dropped, restored from an old copy, or written to by something
 * else. It is left alone: somebody has to look. A transfer to it that has left its source stays on its way.
 */
public final class DamagedShare extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedShare(Place place, String what) {
        super("the share of " + place + " is damaged, and was left alone: " + what);
    }
}

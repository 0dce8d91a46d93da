package io.kvorum.client.lease;

/** A later holder of the lease was here before: whoever comes with this token has lost it. Nothing was done. */
public final class StaleTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long token;
    private final long highest;

    StaleTokenException(String resource, long token, long highest) {
        super("resource '" + resource + "' has seen token " + highest + "; token " + token
                + " is of an earlier holder, whose lease is over; nothing was done");
        this.token = token;
        this.highest = highest;
    }

    public long token() {
        return token;
    }

    public long highest() {
        return highest;
    }
}

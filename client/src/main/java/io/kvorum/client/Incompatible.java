package io.kvorum.client;

/** Client and cluster speak no common version of the protocol, or it is not the cluster that was meant. */
public final class Incompatible extends KvorumException {
    private static final long serialVersionUID = 1L;

    public Incompatible(FailureDetails details) {
        super(details, null);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}

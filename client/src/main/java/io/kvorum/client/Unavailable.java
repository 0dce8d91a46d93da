package io.kvorum.client;

/** Too few replicas, or no node at all, could be reached. */
public final class Unavailable extends KvorumException {
    private static final long serialVersionUID = 1L;

    public Unavailable(FailureDetails details) {
        super(details, null);
    }

    /** How many answers the level asked for; 0 if no node said so. */
    public int required() {
        return receipt().required();
    }

    /** How many had answered or acknowledged. */
    public int acknowledged() {
        return receipt().acknowledged();
    }

    @Override
    public boolean retryable() {
        return true;
    }
}

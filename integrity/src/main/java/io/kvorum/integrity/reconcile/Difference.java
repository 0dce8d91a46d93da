package io.kvorum.integrity.reconcile;

import java.util.Optional;

/**
 * Something is not as an invariant says.
 *
 * @param where the thing that it is about: an account, an order. One difference for each
 * @param amount by how much, in the invariant's own unit; not 0
 * @param what for who looks at it
 * @param proposal what would make up for it; empty if there is no rule
 */
public record Difference(String where, long amount, String what, Optional<Proposal> proposal) {
    /** @throws IllegalArgumentException if it is by nothing */
    public Difference {
        if (amount == 0) {
            throw new IllegalArgumentException("a difference of 0 at " + where + " is none");
        }
    }

    public Difference(String where, long amount, String what) {
        this(where, amount, what, Optional.empty());
    }

    /**
     * What would make up for a difference: a compensating event. It is carried out only if somebody says so.
     *
     * @param what for who decides
     * @param compensation carries it out, idempotently: it may be accepted twice, and by several
     */
    public record Proposal(String what, Runnable compensation) {
        /** Carries it out. @throws RuntimeException of the compensation */
        public void accept() {
            compensation.run();
        }
    }

    /** The same, with a proposal. */
    public Difference proposal(String compensating, Runnable compensation) {
        return new Difference(where, amount, what, Optional.of(new Proposal(compensating, compensation)));
    }
}

package io.kvorum.integrity.outbox;

/** A receiver will never accept this event: repeating does not help. */
public class DeliveryRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason for who looks at the dead letter */
    public DeliveryRefused(String reason) {
        super(reason);
    }
}

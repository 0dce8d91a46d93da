package io.kvorum.integrity.escrow;

import java.time.Duration;

/**
 * What escrow keeps of what is under way.
 *
 * @param maxTransfers so many transfers may be on their way from one region, of one key, from 1 to 1,024; the next one is refused
 * @param keepFor the id of a request is recognised for at least so long
 * @param maxRequests so many requests with an id a region remembers of one key, from {@value #SEGMENT} to 16,384; some 50 bytes each, in the tag that
 *     each request rewrites. Beyond them requests with an id are refused until some are old enough
 */
public record EscrowOptions(int maxTransfers, Duration keepFor, int maxRequests) {
    /** So many marks are one key of the tag. */
    static final int SEGMENT = 64;

    public static final EscrowOptions DEFAULT = new EscrowOptions(64, Duration.ofDays(1), 4_096);

    public EscrowOptions {
        if (maxTransfers < 1 || maxTransfers > 1_024 || keepFor.isNegative()) {
            throw new IllegalArgumentException("from 1 to 1,024 transfers, and a time that is not negative");
        }
        if (maxRequests < SEGMENT || maxRequests > 16_384) {
            throw new IllegalArgumentException("from " + SEGMENT + " to 16,384 requests, not " + maxRequests);
        }
    }

    public EscrowOptions maxTransfers(int transfers) {
        return new EscrowOptions(transfers, keepFor, maxRequests);
    }

    public EscrowOptions keepFor(Duration duration) {
        return new EscrowOptions(maxTransfers, duration, maxRequests);
    }

    public EscrowOptions maxRequests(int requests) {
        return new EscrowOptions(maxTransfers, keepFor, requests);
    }
}

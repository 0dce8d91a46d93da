package io.kvorum.client.call;

import io.kvorum.client.Outcome;
import io.kvorum.client.Receipt;
import io.kvorum.protocol.client.ErrorCode;

/**
 * Why an attempt did not succeed.
 *
 * @param outcome of this attempt alone
 * @param retry whether another attempt may go better later
 * @param elsewhere whether another node may do better at once
 * @param free whether it cost no node anything, so that another attempt needs no budget
 * @param horizonMillis if the write id is too old: one that is issued above it is not; 0 if not told
 */
record Problem(
        ErrorCode code,
        Outcome outcome,
        String message,
        Receipt receipt,
        long retryAfterMillis,
        boolean retry,
        boolean elsewhere,
        boolean free,
        long horizonMillis) {
    Problem(
            ErrorCode code,
            Outcome outcome,
            String message,
            Receipt receipt,
            long retryAfterMillis,
            boolean retry,
            boolean elsewhere,
            boolean free) {
        this(code, outcome, message, receipt, retryAfterMillis, retry, elsewhere, free, 0);
    }
}

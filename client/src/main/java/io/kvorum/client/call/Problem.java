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
 */
record Problem(
        ErrorCode code,
        Outcome outcome,
        String message,
        Receipt receipt,
        long retryAfterMillis,
        boolean retry,
        boolean elsewhere,
        boolean free) {}

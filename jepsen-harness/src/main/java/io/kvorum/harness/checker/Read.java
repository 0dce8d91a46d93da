package io.kvorum.harness.checker;

import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Version;
import java.util.List;

/**
 * One answered read.
 *
 * @param atLeast the token that the session gave with it
 * @param context the token of the answer
 * @param required how many replicas the level asked for: so many hold what was shown
 * @param primaries how many of the key's replicas answered
 * @param clockErrorNanos how far off the clock of the coordinator may have been, in either direction
 * @param asOfNanos everything that was durable on a replica by then is promised to be in the answer; 0 if nothing is
 */
public record Read(
        String key,
        long session,
        CausalContext atLeast,
        List<Version> shown,
        CausalContext context,
        int required,
        int primaries,
        long clockErrorNanos,
        long asOfNanos,
        long invokedNanos,
        long completedNanos) {}

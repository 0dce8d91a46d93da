package io.kvorum.client.cluster;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.protocol.client.Ballot;

/**
 * Orders the rounds in which the replicas of a key of a strong bucket agree.
 *
 * @param epoch of the replicas that vote; a new one begins when one of them has lost what it had promised
 * @param counter from 1; 0 if there was no round
 * @param actor who coordinated the round
 */
public record RegisterBallot(long epoch, long counter, Actor actor) {
    static RegisterBallot of(Ballot from) {
        return new RegisterBallot(from.getEpoch(), from.getCounter(), new Actor(from.getActor()));
    }

    /** There was no round: nothing is stored, or nothing was promised. */
    public boolean isNone() {
        return counter == 0;
    }

    @Override
    public String toString() {
        return isNone() ? "none" : epoch + "." + counter + "." + actor;
    }
}

package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.storage.Storage;

/** Who mints in one partition, and the last counter that was minted, in this run or an earlier one. */
final class Minting {
    private final int partition;
    private final Storage storage;
    private Actor minting;
    private long minted;

    Minting(int partition, Storage storage, Actor actor) {
        this.partition = partition;
        this.storage = storage;
        this.minting = actor;
        this.minted = MintedCounters.last(storage, partition, actor);
    }

    Dot mint(Actor actor, DotSet clock) {
        minted = highest(actor, clock) + 1;
        return new Dot(actor, minted);
    }

    long highest(Actor actor, DotSet clock) {
        if (!minting.equals(actor)) {
            minting = actor;
            minted = MintedCounters.last(storage, partition, actor);
        }
        return Math.max(minted, clock.highest(actor));
    }
}

package io.kvorum.replication.member;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.CatalogueBallot;
import io.kvorum.replication.message.CatalogueProposal;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.shard.ShardState;

/**
 * A metadata node's side: it promises ballots and stores proposals, and says so once that is durable. What it has stored is
 * not in force; it learns that by an offer, like every other node.
 */
public final class CatalogueStore {
    private final ShardState shard;
    private CatalogueRecord current;

    public CatalogueStore(ShardState shard) {
        this.shard = shard;
        this.current = CatalogueRecord.load(shard.storage());
    }

    CatalogueRecord current() {
        return current;
    }

    void save(CatalogueRecord changed) {
        current = changed;
        current.save(shard.storage());
    }

    public void onPrepare(int node, PeerMessage.CataloguePrepare prepare) {
        if (current.promised().isBelow(prepare.ballot())) {
            save(current.withPromised(prepare.ballot()));
        }
        shard.send(
                node,
                new PeerMessage.CataloguePromise(
                        prepare.ballot(),
                        current.promised(),
                        shard.topology(),
                        current.openAfter(shard.topology().epoch())),
                Hold.UNTIL_DURABLE);
    }

    public void onAccept(int node, PeerMessage.CatalogueAccept accept) {
        CatalogueProposal proposal = accept.proposal();
        CatalogueBallot ballot = proposal.ballot();
        if (isOvertaken(proposal)) {
            return;
        }
        if (!ballot.isBelow(current.promised())) {
            save(current.withAccepted(proposal));
        }
        shard.send(
                node,
                new PeerMessage.CatalogueAccepted(ballot, proposal.topology().epoch(), current.promised()),
                Hold.UNTIL_DURABLE);
    }

    /** A late copy of an earlier proposal of the same run must not take the place of a later one, which contains it. */
    private boolean isOvertaken(CatalogueProposal proposal) {
        return current.accepted()
                .filter(last -> last.ballot().equals(proposal.ballot())
                        && last.topology().epoch() > proposal.topology().epoch())
                .isPresent();
    }
}

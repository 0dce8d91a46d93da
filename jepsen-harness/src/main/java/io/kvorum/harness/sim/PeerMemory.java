package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.peer.PeerSequences;

/** How far the directories of its peers were, as a node keeps it: by the code of real nodes. */
final class PeerMemory {
    private final PeerSequences sequences = new PeerSequences();

    /** Who sent something, and how far its directory was. */
    record Sender(int node, PeerSequences.Directory directory, long sequence) {
        static Sender of(SimNode node) {
            return new Sender(
                    node.number(),
                    new PeerSequences.Directory(node.disk().acceptor(), node.run()),
                    node.disk().durableSequence());
        }

        long run() {
            return directory.run();
        }
    }

    void heard(Sender sender) {
        sequences.heard(sender.node, sender.directory, sender.sequence);
    }

    /** The highest sequence that the directory of a node ever said. */
    long highest(int node, Actor acceptor) {
        return sequences.highest(node, acceptor);
    }

    /** They connect, and the peer says how far the caller's directory once was. */
    static boolean isOldCopy(SimNode caller, SimNode peer) {
        Sender self = Sender.of(caller);
        PeerSequences.Earlier known = peer.memory().sequences.hello(self.node, self.directory, self.sequence);
        return known.sequence() > caller.disk().openedAfter(known.run());
    }
}

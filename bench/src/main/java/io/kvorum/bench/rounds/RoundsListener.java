package io.kvorum.bench.rounds;

import io.kvorum.bench.peer.Peer;
import java.util.List;

/** Told of progress, by the thread that compares. */
public interface RoundsListener {
    /** A peer's turn begins. */
    void turn(int round, Peer peer);

    /** What happens now, in words. */
    void says(String what);

    void measured(Cell cell);

    /** A turn is over. All that was measured so far, in case that the next one fails. */
    void turnOver(List<Cell> soFar);
}

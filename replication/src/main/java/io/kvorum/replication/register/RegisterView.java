package io.kvorum.replication.register;

import io.kvorum.crdt.row.WriteId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one acceptor holds of a register, to look at; it counts for nothing.
 *
 * @param vote whether a question of the asker's epoch would get a vote
 * @param epoch of the acceptors at the answerer
 * @param accepted ballot of what is stored; {@link Ballot#NONE} if nothing is
 * @param floor of the partition: promised for every register of which nothing is stored
 * @param version of the register; that of the floor if nothing is stored
 * @param keys how many the register has
 * @param entry that of the key which was asked about
 * @param sessions how many updates are remembered, one per session
 * @param remembered those that were issued last, the latest first; at most {@link #MAX_REMEMBERED}
 */
public record RegisterView(
        Vote vote,
        long epoch,
        Ballot promised,
        Ballot accepted,
        Ballot floor,
        long floorVersion,
        long floorHorizonMillis,
        long version,
        long horizonMillis,
        int keys,
        Optional<Entry> entry,
        int sessions,
        List<Memory> remembered) {
    /** Of a memory that may have hundreds of sessions. */
    public static final int MAX_REMEMBERED = 64;

    /** Does it vote? Part of the wire contract by its position. */
    public enum Vote {
        VOTES,
        /** It is in another epoch of the acceptors than the asker. */
        OTHER_EPOCH,
        /** It has lost its state and has not learned yet, waits for other replicas, or is no replica. */
        NOT_VOTING
    }

    /** What became of a session's last update. @param applied false: its conditions did not hold */
    public record Memory(WriteId id, boolean applied, long version) {}

    public RegisterView {
        remembered = List.copyOf(remembered);
    }

    /** The last ones of a register's memory, as many as are shown. */
    public static List<Memory> latest(List<Remembered> memory) {
        return memory.stream()
                .sorted(Comparator.comparingLong((Remembered last) -> last.id().issuedAtMillis())
                        .reversed()
                        .thenComparing(Remembered::id))
                .limit(MAX_REMEMBERED)
                .map(last -> new Memory(last.id(), last.applied(), last.version()))
                .toList();
    }
}

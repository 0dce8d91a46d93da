package io.kvorum.client.cluster;

import io.kvorum.client.Updated;
import io.kvorum.client.call.Replies;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.RegisterExplained;
import io.kvorum.protocol.client.RegisterView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One replica of a key of a strong bucket.
 *
 * @param state empty if it could not be asked in time
 */
public record RegisterReplica(int node, Optional<State> state) {
    /**
     * What it holds of the key, or of the tag of the key; all of it is durable.
     *
     * @param epoch of the replicas that vote, as this one knows it
     * @param promised nothing below is accepted any more
     * @param accepted ballot of what is stored
     * @param floor of the partition, for everything of which nothing is stored
     * @param version of the key or tag as a whole, also over deletes
     * @param horizon updates that were issued up to then may have been forgotten; empty if none was
     * @param keys how many the tag has
     * @param entry of the key; empty if it is absent here
     * @param sessions how many updates are remembered for retries, one for each session
     * @param remembered of these the ones that were issued last, the latest first
     */
    public record State(
            Vote vote,
            long epoch,
            RegisterBallot promised,
            RegisterBallot accepted,
            Floor floor,
            long version,
            Optional<Instant> horizon,
            int keys,
            Optional<Entry> entry,
            int sessions,
            List<Remembered> remembered) {
        public State {
            remembered = List.copyOf(remembered);
        }

        static State of(RegisterView from) {
            return new State(
                    Vote.of(from.getVote()),
                    from.getEpoch(),
                    RegisterBallot.of(from.getPromised()),
                    RegisterBallot.of(from.getAccepted()),
                    new Floor(
                            RegisterBallot.of(from.getFloor()),
                            from.getFloorVersion(),
                            time(from.getFloorHorizonMillis())),
                    from.getVersion(),
                    time(from.getHorizonMillis()),
                    from.getKeys(),
                    from.hasEntry()
                            ? Optional.of(new Entry(
                                    from.getEntry().getVersion(),
                                    Replies.bytes(from.getEntry().getValue())))
                            : Optional.empty(),
                    from.getSessions(),
                    from.getRememberedList().stream().map(Remembered::of).toList());
        }
    }

    /** Does it vote? */
    public enum Vote {
        VOTES,
        /** It is in another epoch of the replicas than the asked node. */
        OTHER_EPOCH,
        /** It has lost its state and learns, or waits for other replicas. */
        NOT_VOTING;

        static Vote of(RegisterView.Vote from) {
            return switch (from) {
                case VOTE_VOTES -> VOTES;
                case VOTE_OTHER_EPOCH -> OTHER_EPOCH;
                case VOTE_NOT_VOTING -> NOT_VOTING;
                case VOTE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("unknown vote " + from);
            };
        }
    }

    /** Promised up to the ballot; versions go on above this one; updates issued up to the horizon are refused. */
    public record Floor(RegisterBallot ballot, long version, Optional<Instant> horizon) {}

    /** @param version of the update that wrote the value */
    public record Entry(long version, Bytes value) {}

    /**
     * What a retry is told.
     *
     * @param applied false: the conditions did not hold
     * @param version of {@link Updated}, or that which was there when the conditions failed
     */
    public record Remembered(WriteId writeId, boolean applied, long version) {
        static Remembered of(RegisterView.Remembered from) {
            return new Remembered(Replies.writeId(from.getWriteId()), from.getApplied(), from.getVersion());
        }
    }

    static RegisterReplica of(RegisterExplained.Replica from) {
        return new RegisterReplica(
                from.getNode(), from.hasView() ? Optional.of(State.of(from.getView())) : Optional.empty());
    }

    private static Optional<Instant> time(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}

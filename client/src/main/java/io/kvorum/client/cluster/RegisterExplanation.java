package io.kvorum.client.cluster;

import io.kvorum.protocol.client.RegisterExplained;
import java.util.List;

/**
 * What each replica of a key of a strong bucket holds. Asking changes and decides nothing.
 *
 * @param majority so many voting replicas have to report one ballot
 * @param replicas in order of preference
 * @param ballot under which it is decided
 * @param version that is decided, of the key or tag as a whole; 0 if nothing ever was, or if it is not known
 * @param laterAccepted it is decided, and some replica reports a higher ballot still
 */
public record RegisterExplanation(
        int partition,
        int majority,
        List<RegisterReplica> replicas,
        Judgement judgement,
        RegisterBallot ballot,
        long version,
        boolean laterAccepted) {
    /** What the replicas say together. */
    public enum Judgement {
        /** A majority reports one ballot. */
        DECIDED,
        /** Enough replicas vote, and they report different ballots: the next read or write finishes it. */
        UNDER_WAY,
        /** Fewer than a majority answered and vote. */
        TOO_FEW
    }

    public RegisterExplanation {
        replicas = List.copyOf(replicas);
    }

    /** @throws IllegalArgumentException if it cannot be understood */
    public static RegisterExplanation of(RegisterExplained from) {
        return new RegisterExplanation(
                from.getPartition(),
                from.getMajority(),
                from.getReplicasList().stream().map(RegisterReplica::of).toList(),
                switch (from.getJudgement()) {
                    case JUDGEMENT_DECIDED -> Judgement.DECIDED;
                    case JUDGEMENT_UNDER_WAY -> Judgement.UNDER_WAY;
                    case JUDGEMENT_TOO_FEW -> Judgement.TOO_FEW;
                    case JUDGEMENT_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("unknown judgement " + from.getJudgement());
                },
                RegisterBallot.of(from.getBallot()),
                from.getVersion(),
                from.getLaterAccepted());
    }
}

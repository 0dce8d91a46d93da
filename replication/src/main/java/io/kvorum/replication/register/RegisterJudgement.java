package io.kvorum.replication.register;

import io.kvorum.replication.register.RegisterView.Vote;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the views of a register's replicas say together, by the rule of a read in one trip: what a majority reports to have
 * accepted under one ballot is decided. The views are not of one instant, so it may be outdated at once; it is never false.
 *
 * @param ballot under which it is decided; {@link Ballot#NONE} if a majority has nothing stored, or if it is not known
 * @param version that is decided, else 0
 * @param laterAccepted some replica reports a higher ballot than the decided one
 */
public record RegisterJudgement(Kind kind, Ballot ballot, long version, boolean laterAccepted) {
    /** Part of the wire contract by its position. */
    public enum Kind {
        /** A majority reports one ballot. */
        DECIDED,
        /** Enough replicas vote, and no ballot is reported by a majority: the next round finishes the highest. */
        UNDER_WAY,
        /** Fewer than a majority answered and vote. */
        TOO_FEW
    }

    /** @param views of the replicas that answered; those that do not vote say nothing here */
    public static RegisterJudgement of(Collection<RegisterView> views, int majority) {
        List<RegisterView> voters =
                views.stream().filter(view -> view.vote() == Vote.VOTES).toList();
        if (voters.size() < majority) {
            return new RegisterJudgement(Kind.TOO_FEW, Ballot.NONE, 0, false);
        }
        Map<Ballot, Integer> reports = new TreeMap<>();
        voters.forEach(view -> reports.merge(view.accepted(), 1, Integer::sum));
        for (Map.Entry<Ballot, Integer> report : reports.entrySet()) {
            if (report.getValue() >= majority) {
                Ballot decided = report.getKey();
                return new RegisterJudgement(
                        Kind.DECIDED,
                        decided,
                        version(voters, decided),
                        voters.stream().anyMatch(view -> decided.isBelow(view.accepted())));
            }
        }
        return new RegisterJudgement(Kind.UNDER_WAY, Ballot.NONE, 0, false);
    }

    /** Where nothing is stored, the highest of what the floors say. */
    private static long version(List<RegisterView> voters, Ballot accepted) {
        return voters.stream()
                .filter(view -> view.accepted().equals(accepted))
                .mapToLong(RegisterView::version)
                .max()
                .orElse(0);
    }
}

package io.kvorum.replication.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.register.RegisterJudgement.Kind;
import io.kvorum.replication.register.RegisterView.Vote;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegisterJudgementTest {
    private static final int MAJORITY_OF_THREE = 2;

    private static Ballot ballot(long counter) {
        return counter == 0 ? Ballot.NONE : new Ballot(1, counter, new Actor(7));
    }

    private static RegisterView view(Vote vote, long accepted, long version) {
        Ballot ballot = ballot(accepted);
        return new RegisterView(
                vote, 1, ballot, ballot, Ballot.NONE, 0, 0, version, 0, 0, Optional.empty(), 0, List.of());
    }

    private static RegisterView voter(long accepted, long version) {
        return view(Vote.VOTES, accepted, version);
    }

    private static RegisterJudgement judge(RegisterView... views) {
        return RegisterJudgement.of(List.of(views), MAJORITY_OF_THREE);
    }

    @Test
    void oneBallotOfAMajorityDecides() {
        assertThat(judge(voter(4, 9), voter(4, 9))).isEqualTo(decided(4, 9, false));
        assertThat(judge(voter(3, 8), voter(4, 9), voter(4, 9))).isEqualTo(decided(4, 9, false));
        assertThat(judge(voter(5, 10), voter(4, 9), voter(4, 9))).isEqualTo(decided(4, 9, true));
    }

    private static RegisterJudgement decided(long ballot, long version, boolean laterAccepted) {
        return new RegisterJudgement(Kind.DECIDED, ballot(ballot), version, laterAccepted);
    }

    @Test
    void differentBallotsAreUnderWay() {
        assertThat(judge(voter(3, 8), voter(4, 9)).kind()).isEqualTo(Kind.UNDER_WAY);
        assertThat(judge(voter(3, 8), voter(4, 9), voter(0, 0)).kind()).isEqualTo(Kind.UNDER_WAY);
    }

    @Test
    void whereNothingIsStoredTheHighestFloorCounts() {
        assertThat(judge(voter(0, 5), voter(0, 17), voter(3, 20))).isEqualTo(decided(0, 17, true));
    }

    @Test
    void thoseThatDoNotVoteDoNotCount() {
        assertThat(judge(voter(4, 9)).kind()).isEqualTo(Kind.TOO_FEW);
        assertThat(judge(voter(4, 9), view(Vote.NOT_VOTING, 4, 9)).kind()).isEqualTo(Kind.TOO_FEW);
        assertThat(judge(voter(4, 9), view(Vote.OTHER_EPOCH, 4, 9)).kind()).isEqualTo(Kind.TOO_FEW);
        assertThat(judge(voter(4, 9), voter(4, 9), view(Vote.NOT_VOTING, 7, 12)))
                .isEqualTo(decided(4, 9, false));
    }
}

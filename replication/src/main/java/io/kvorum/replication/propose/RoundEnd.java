package io.kvorum.replication.propose;

import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import java.util.List;

/** How a round of a register ended. */
sealed interface RoundEnd {
    /**
     * A majority has the value.
     *
     * @param ballot under which it has it
     * @param holders who is known to
     * @param next what the same majority has promised for the next round
     */
    record Chosen(RegisterValue value, Ballot ballot, List<Integer> holders, Promise next) implements RoundEnd {}

    /**
     * Too few agreed: others have been promised more, or did not answer, or not in this epoch.
     *
     * @param highest of the ballots that were told; the next one must be above it
     * @param acknowledged who agreed to the half that failed
     * @param lacksVoters so many do not vote that it could not have been otherwise
     */
    record Failed(Ballot highest, List<Integer> acknowledged, boolean lacksVoters) implements RoundEnd {}

    /**
     * A promise of a majority that no round has used yet. It is for one round, once.
     *
     * @param accepted under which ballot all of that majority had accepted their value when they gave it
     */
    record Promise(Ballot ballot, Ballot accepted) {}
}

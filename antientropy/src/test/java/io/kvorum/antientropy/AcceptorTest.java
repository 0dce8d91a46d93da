package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.AcceptWatch;
import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.RegisterFloor;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.topology.Tags;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an acceptor promises and accepts, in whichever order it is asked, and what it says after a restart. */
class AcceptorTest {
    private static final ShardConfig CONFIG = new ShardConfig(
            1,
            new Actor(5),
            new Actor(5),
            0,
            0,
            1,
            0,
            Bytes.ofUtf8("a secret of sixteen bytes"),
            Limits.DEFAULTS,
            Set.of());
    private static final RowKey KEY = new RowKey(1, Tags.register(Bytes.ofUtf8("k")));
    private static final RowKey OTHER = new RowKey(1, Tags.register(Bytes.ofUtf8("o")));

    private final MemoryStorage storage = new MemoryStorage();
    private Acceptor acceptor = new Acceptor(3, storage, CONFIG, AcceptWatch.NONE);

    private static Ballot ballot(long counter) {
        return new Ballot(2, counter, new Actor(7));
    }

    private static RegisterValue version(long version) {
        return RegisterValue.absent(version, 0);
    }

    private boolean prepare(RowKey key, Ballot ballot) {
        return acceptor.prepare(key, acceptor.state(key), ballot);
    }

    private void restart() {
        acceptor = new Acceptor(3, storage, CONFIG, AcceptWatch.NONE);
    }

    @Test
    void noBallotIsPromisedTwice() {
        assertThat(prepare(KEY, ballot(4))).isTrue();
        assertThat(prepare(KEY, ballot(4))).isFalse();
        restart();
        assertThat(prepare(KEY, ballot(4))).isFalse();
        assertThat(prepare(KEY, ballot(3))).isFalse();
        assertThat(prepare(KEY, ballot(5))).isTrue();
        assertThat(prepare(OTHER, ballot(4))).isTrue();
    }

    @Test
    void nothingBelowAPromiseIsAccepted() {
        assertThat(prepare(KEY, ballot(4))).isTrue();
        assertThat(acceptor.accept(KEY, ballot(3), version(1), Ballot.NONE)).isFalse();
        assertThat(acceptor.accept(KEY, ballot(4), version(1), Ballot.NONE)).isTrue();
        restart();
        assertThat(acceptor.state(KEY).accepted()).isEqualTo(ballot(4));
        assertThat(acceptor.state(KEY).value()).isEqualTo(version(1));
        assertThat(prepare(KEY, ballot(4))).isFalse();
    }

    @Test
    void anAcceptPromisesItselfAndTheNextBallot() {
        assertThat(acceptor.accept(KEY, ballot(4), version(1), ballot(5))).isTrue();
        assertThat(acceptor.accept(KEY, ballot(4), version(2), ballot(5))).isFalse();
        assertThat(prepare(KEY, ballot(5))).isFalse();
        assertThat(acceptor.accept(KEY, ballot(5), version(2), ballot(6))).isTrue();
        assertThat(acceptor.state(KEY).value()).isEqualTo(version(2));
    }

    @Test
    void aLaterEpochIsAboveEveryCounter() {
        assertThat(prepare(KEY, ballot(1_000_000))).isTrue();
        Ballot later = new Ballot(3, 1, new Actor(7));
        assertThat(prepare(KEY, later)).isTrue();
        assertThat(acceptor.accept(KEY, ballot(1_000_000), version(1), Ballot.NONE))
                .isFalse();
        assertThat(acceptor.accept(KEY, later, version(1), Ballot.NONE)).isTrue();
    }

    @Test
    void aCopyCountsAsAnAccept() {
        assertThat(acceptor.copy(KEY, ballot(4), version(1))).isTrue();
        assertThat(acceptor.copy(KEY, ballot(4), version(1))).isFalse();
        assertThat(prepare(KEY, ballot(9))).isTrue();
        assertThat(acceptor.copy(KEY, ballot(8), version(2))).isFalse();
        assertThat(acceptor.copy(KEY, ballot(9), version(2))).isTrue();
    }

    @Test
    void aFloorHoldsForEveryRegisterOfWhichNothingIsStored() {
        acceptor.raiseFloor(new RegisterFloor(ballot(5), 17, 3));
        acceptor.raiseFloor(new RegisterFloor(ballot(4), 2, 9));
        restart();
        assertThat(acceptor.floor()).isEqualTo(new RegisterFloor(ballot(5), 17, 9));
        for (RowKey key : new RowKey[] {KEY, OTHER}) {
            assertThat(acceptor.state(key).accepted().isNone()).isTrue();
            assertThat(acceptor.state(key).value()).isEqualTo(RegisterValue.absent(17, 9));
            assertThat(prepare(key, ballot(5))).isFalse();
            assertThat(acceptor.accept(key, ballot(4), version(1), Ballot.NONE)).isFalse();
            assertThat(prepare(key, ballot(6))).isTrue();
        }
    }
}

package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.PruneRound;
import io.kvorum.replication.storage.Table;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The log of a partition is gone through in bounded steps, and nothing is left out. */
class PruneRoundTest {
    private static final Actor ACTOR = new Actor(5);
    private static final int WORK = 12;
    /** The log's entry and the id's. */
    private static final int WRITES = 2;

    private final MemoryStorage storage = new MemoryStorage();
    private final PartitionReplica replica = new PartitionReplica(
            3,
            storage,
            new ShardConfig(
                    1, ACTOR, ACTOR, 0, 0, 1, 0, Bytes.ofUtf8("a secret of sixteen bytes"), Limits.DEFAULTS, Set.of()));
    private final PruneRound round = new PruneRound(replica);

    private void write(int count) {
        for (int i = 1; i <= count; i++) {
            Mutation mutation = new Mutation(
                    new Dot(ACTOR, i),
                    new WriteId(9, i, 1_000 + i),
                    77,
                    Optional.of(Bytes.ofUtf8("v" + i)),
                    CausalContext.EMPTY);
            replica.apply(new RowKey(1, Bytes.ofUtf8("k" + i)), mutation);
        }
    }

    @Test
    void aStepThatForgetsNothingLooksAtAsManyEntriesAsItMayWork() {
        write(30);
        assertThat(round.step(WORK, entry -> false)).isEqualTo(new PruneRound.Step(WORK, false));
        assertThat(round.step(WORK, entry -> false)).isEqualTo(new PruneRound.Step(WORK, false));
        assertThat(round.step(WORK, entry -> false)).isEqualTo(new PruneRound.Step(30 - 2 * WORK, true));
        assertThat(round.step(WORK, entry -> false)).isEqualTo(new PruneRound.Step(WORK, false));
        assertThat(replica.log().size()).isEqualTo(30);
        assertThat(replica.horizonMillis()).isZero();
    }

    @Test
    void whatIsForgottenIsWorkToo() {
        write(30);
        int perStep = WORK / (1 + WRITES);
        assertThat(round.step(WORK, entry -> true)).isEqualTo(new PruneRound.Step(perStep, false));
        assertThat(replica.log().size()).isEqualTo(30 - perStep);
        assertThat(replica.horizonMillis()).isEqualTo(1_000 + perStep);
    }

    @Test
    void nothingIsLeftOfAnEntryThatIsForgotten() {
        write(30);
        boolean ended = false;
        while (!ended) {
            ended = round.step(WORK, entry -> entry.dot().counter() % 3 != 0).ended();
        }
        assertThat(replica.log().size()).isEqualTo(10);
        assertThat(storage.size(Table.LOG)).isEqualTo(10);
        assertThat(storage.size(Table.IDS)).isEqualTo(10);
        assertThat(replica.log().find(new WriteId(9, 2, 1_002))).isEmpty();
        assertThat(replica.log().find(new WriteId(9, 3, 1_003)).orElseThrow().dots())
                .containsExactly(new Dot(ACTOR, 3));
    }

    /** An actor with a smaller id than all whose entries were kept. */
    @Test
    void whatComesLateBelowTheFirstKeptEntryIsFoundByALaterRound() {
        write(3);
        while (!round.step(100, entry -> false).ended()) {}
        Dot late = new Dot(new Actor(1), 1);
        replica.apply(
                new RowKey(1, Bytes.ofUtf8("late")),
                new Mutation(late, new WriteId(8, 1, 1_000), 77, Optional.empty(), CausalContext.EMPTY));
        for (int i = 0; i < 8; i++) {
            round.step(100, entry -> entry.dot().equals(late));
        }
        assertThat(replica.log().entry(late)).isEmpty();
        assertThat(replica.log().size()).isEqualTo(3);
    }

    @Test
    void anEmptyLogIsARoundByItself() {
        assertThat(round.step(WORK, entry -> true)).isEqualTo(new PruneRound.Step(0, true));
        write(2);
        round.step(100, entry -> true);
        assertThat(replica.log().size()).isZero();
        assertThat(round.step(WORK, entry -> true)).isEqualTo(new PruneRound.Step(0, true));
    }
}

package io.kvorum.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import org.junit.jupiter.api.Test;

/** What a node remembers of the directories of its peers, and of the starts of its own. */
class PeerSequencesTest {
    @Test
    void howFarDirectoriesWereOutlivesARestart() {
        PeerSequences first = new PeerSequences();
        PeerSequences.Directory run = new PeerSequences.Directory(new Actor(7), 1);
        PeerSequences.Earlier nothing = PeerSequences.Earlier.NOTHING;
        assertThat(first.hello(1, run, 400)).isEqualTo(nothing);
        first.heard(1, run, 500);
        PeerSequences second = new PeerSequences();
        second.remember(first.takeChanged().orElseThrow());
        assertThat(second.hello(1, run, 450)).as("the same process goes on").isEqualTo(nothing);
        PeerSequences.Directory next = new PeerSequences.Directory(new Actor(7), 2);
        PeerSequences.Earlier known = new PeerSequences.Earlier(500, 1);
        assertThat(second.hello(1, next, 450)).isEqualTo(known);
        second.heard(1, run, 900);
        assertThat(second.hello(1, next, 451))
                .as("the earlier process is not heard any more")
                .isEqualTo(known);
        assertThat(second.hello(1, new PeerSequences.Directory(new Actor(7), 3), 600))
                .as("who was further counts, not who was last")
                .isEqualTo(known);
        assertThat(second.hello(1, new PeerSequences.Directory(new Actor(8), 2), 1))
                .as("another directory")
                .isEqualTo(nothing);
        assertThat(first.takeChanged()).isEmpty();
    }

    @Test
    void startsAreToldApart() {
        OwnStarts starts = OwnStarts.NONE
                .with(new OwnStarts.Start(1, 10))
                .with(new OwnStarts.Start(2, 20))
                .with(new OwnStarts.Start(3, 30));
        assertThat(starts.openedAfter(1)).isEqualTo(20);
        assertThat(starts.openedAfter(2)).isEqualTo(30);
        assertThat(starts.openedAfter(9)).as("a run that is none of them").isEqualTo(10);
        assertThat(starts.openedAfter(0)).as("not told").isEqualTo(30);
        assertThat(OwnStarts.fromBytes(starts.toBytes())).isEqualTo(starts);
        OwnStarts many = starts;
        for (int i = 4; i <= OwnStarts.MOST + 3; i++) {
            many = many.with(new OwnStarts.Start(i, 10L * i));
        }
        assertThat(many.starts()).hasSize(OwnStarts.MOST);
        assertThat(many.openedAfter(1)).as("forgotten").isEqualTo(40);
    }
}

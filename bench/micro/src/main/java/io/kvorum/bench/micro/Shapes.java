package io.kvorum.bench.micro;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Data of the shapes that a cluster under load has. */
final class Shapes {
    static final int VALUE_BYTES = 1024;
    static final long SEEN = 1_000_000;

    private static final long ISSUED_MILLIS = 1_800_000_000_000L;

    private Shapes() {}

    static Actor actor(int number) {
        return Actor.of(number % 3 + 1, number / 3 + 1L);
    }

    /** Everything that so many actors have written. */
    static DotSet clock(int actors) {
        DotSet clock = DotSet.EMPTY;
        for (int i = 0; i < actors; i++) {
            clock = clock.join(DotSet.upTo(actor(i), SEEN));
        }
        return clock;
    }

    static WriteId writeId(long sequence) {
        return new WriteId(0x5e55_1071L, sequence, ISSUED_MILLIS + sequence);
    }

    static Bytes value() {
        return Bytes.of(new byte[VALUE_BYTES]);
    }

    /** A row of so many siblings, all of them covered by {@link #clock}. */
    static Row row(int siblings) {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < siblings; i++) {
            versions.add(new Version(new Dot(actor(i % 3), SEEN - i), writeId(i), value()));
        }
        return new Row(versions, DotSet.EMPTY);
    }

    /** Overwrites what a reader of the row has seen, as the next write of the first actor. */
    static Mutation overwrite(Row row, DotSet clock) {
        CausalContext seen = new FilledRow(row.versions(), clock.bases()).toContext();
        return new Mutation(new Dot(actor(0), SEEN + 1), writeId(SEEN), 42, Optional.of(value()), seen);
    }

    static Topology topology(int nodes, int slots) {
        List<NodeInfo> infos = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            infos.add(new NodeInfo(i, "n" + i, "127.0.0.1:" + (7000 + i), "z" + i % 3, "eu"));
        }
        return Topologies.found("micro", slots, infos);
    }
}

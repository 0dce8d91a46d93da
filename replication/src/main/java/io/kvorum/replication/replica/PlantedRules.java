package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteIdIndex;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import java.util.List;

/** Row rules with one mistake, for simulations that must notice it. */
final class PlantedRules implements RowRules {
    private final ShardConfig config;

    private PlantedRules(ShardConfig config) {
        this.config = config;
    }

    static RowRules of(ShardConfig config) {
        return config.planted().isEmpty() ? CORRECT : new PlantedRules(config);
    }

    @Override
    public Row apply(Row row, DotSet clock, Mutation mutation) {
        CausalContext context = mutation.context();
        if (config.makes(PlantedBug.REMOVED_IDS_NOT_NAMED)) {
            context = new CausalContext(context.dots(), List.of());
        }
        if (config.makes(PlantedBug.CONTEXT_IS_PLAIN_VECTOR)) {
            context = new CausalContext(asVector(context.dots()), context.shown());
        }
        Mutation used = new Mutation(
                mutation.dot(),
                mutation.writeId(),
                mutation.fingerprint(),
                mutation.value(),
                context,
                mutation.expiresAtMillis());
        Row applied = Rows.apply(row, clock, used);
        if (config.makes(PlantedBug.CONTEXT_NOT_JOINED)) {
            return new Row(applied.versions(), row.context().with(used.dot()));
        }
        if (config.makes(PlantedBug.OWN_DOT_NOT_JOINED)) {
            DotSet without = row.context().join(context.dots());
            return new Row(applied.versions(), without);
        }
        if (config.makes(PlantedBug.SAME_ID_STORED_ONCE)) {
            return new Row(Rows.shown(applied.versions()), applied.context());
        }
        if (config.makes(PlantedBug.SIBLING_DROPPED_AT_CAP)) {
            return capped(applied);
        }
        return applied;
    }

    @Override
    public Row merge(Row row, DotSet clock, FilledRow theirs) {
        Row merged = Rows.merge(row, clock, theirs);
        return config.makes(PlantedBug.SAME_ID_STORED_ONCE)
                ? new Row(Rows.shown(merged.versions()), merged.context())
                : merged;
    }

    @Override
    public Row dropByWriteId(Row row, DotSet clock, WriteIdIndex index) {
        return config.makes(PlantedBug.WRITE_IDS_IGNORED) || config.makes(PlantedBug.REMOVED_IDS_NOT_NAMED)
                ? row
                : Rows.dropByWriteId(row, clock, index);
    }

    @Override
    public Row strip(Row row, DotSet clock) {
        return config.makes(PlantedBug.STRIP_BY_EXCEPTIONS)
                ? new Row(row.versions(), row.context().minus(clock))
                : Rows.strip(row, clock);
    }

    private static DotSet asVector(DotSet dots) {
        DotSet vector = DotSet.EMPTY;
        for (Actor actor : dots.actors()) {
            vector = vector.join(DotSet.upTo(actor, dots.highest(actor)));
        }
        return vector;
    }

    private static final int PLANTED_CAP = 2;

    private static Row capped(Row row) {
        List<Version> versions = row.versions();
        return versions.size() <= PLANTED_CAP
                ? row
                : new Row(versions.subList(versions.size() - PLANTED_CAP, versions.size()), row.context());
    }
}

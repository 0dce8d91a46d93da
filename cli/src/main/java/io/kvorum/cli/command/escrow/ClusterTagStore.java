package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cluster;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.StrongUpdate.Change;
import io.kvorum.cli.StrongUpdate.Condition;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagEntry;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags of a strong bucket of the cluster of a command. */
record ClusterTagStore(Cluster cluster, String bucket) implements TagStore {
    private static String prefix(String tag) {
        return "{" + tag + "}";
    }

    @Override
    public TagContents read(String tag) {
        String prefix = prefix(tag);
        SortedMap<String, TagEntry> entries = new TreeMap<>();
        cluster.readTag(bucket, Bytes.ofUtf8(prefix))
                .forEach((key, found) -> entries.put(
                        key.toUtf8().substring(prefix.length()), new TagEntry(found.version(), found.value())));
        return new TagContents(tag, entries);
    }

    @Override
    public long write(String tag, TagWrite write, Optional<WriteId> retryOf) {
        List<Condition> conditions = new ArrayList<>();
        write.conditions().forEach((name, version) -> {
            Bytes key = Bytes.ofUtf8(prefix(tag) + name);
            conditions.add(
                    version == TagWrite.ABSENT ? new Condition.Absent(key) : new Condition.AtVersion(key, version));
        });
        List<Change> changes = new ArrayList<>();
        write.changes().forEach((name, value) -> changes.add(new Change(Bytes.ofUtf8(prefix(tag) + name), value)));
        return cluster.update(bucket, new StrongUpdate(conditions, changes, retryOf))
                .version();
    }

    @Override
    public long clusterMillis() {
        return cluster.clusterMillis();
    }
}

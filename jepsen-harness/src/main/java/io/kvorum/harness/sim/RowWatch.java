package io.kvorum.harness.sim;

import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Topology;
import java.nio.ByteBuffer;

/** Cheap checks of everything that a node writes: the right place, the right form, nothing that says nothing. */
final class RowWatch implements Watch {
    private final SimWorld world;
    private final Ledger ledger;

    RowWatch(SimWorld world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    @Override
    public void onStep(SimNode node, SimDisk.Batch batch) {
        int shard = -1;
        for (SimDisk.Write write : batch.writes()) {
            if (write.table() == Table.META) {
                continue;
            }
            int partition = ByteBuffer.wrap(write.key()).getInt();
            int writer = Math.floorMod(partition, node.shards());
            if (shard >= 0 && writer != shard) {
                broken("", "one step of node " + node.number() + " writes into partitions of two shards");
            }
            shard = writer;
            if (write.table() == Table.ROWS && write.value() != null) {
                checkRow(node, partition, Keys.rowKey(write.key()), write.value());
                ExpiryCheck.unnoted(node, write.key())
                        .ifPresent(text -> broken(Fingerprints.name(Keys.rowKey(write.key())), text));
            }
        }
    }

    /** A row that does not fit its checksum is no reason to stop. */
    @Override
    public void onFailStop(SimNode node) {
        if (!node.disk().isDamaged()) {
            world.violate(
                    Violation.Kind.BUG, "", "node " + node.number() + " stops, and no block of its disk is damaged");
        }
    }

    private void checkRow(SimNode node, int partition, RowKey key, byte[] value) {
        String name = Fingerprints.name(key);
        Topology topology = node.topology();
        if (!topology.replicasOf(partition).contains(node.number())) {
            broken(
                    name,
                    "node " + node.number() + " stores a row of partition " + partition + ", which it does not own");
        }
        topology.bucket(key.bucket()).ifPresent(bucket -> {
            if (topology.partitionOfRow(bucket, key.key()) != partition) {
                broken(name, "the row is stored under partition " + partition);
            }
        });
        Row row = StoredRows.row(value);
        if (row.isEmpty()) {
            broken(name, "node " + node.number() + " stores a row that says nothing");
        }
        if (row.versions().size() > 1) {
            checkReplaced(node, name, row);
        }
    }

    /** No version stands beside a write that knew it and took its place. */
    private void checkReplaced(SimNode node, String name, Row row) {
        for (Version version : row.versions()) {
            ledger.find(version.writeId()).ifPresent(write -> {
                for (Version other : row.versions()) {
                    if (write.context.contains(other.dot()) && !other.writeId().equals(write.id)) {
                        broken(
                                name,
                                "node " + node.number() + " stores " + other.writeId() + " as " + other.dot()
                                        + " beside " + write.id + " as " + version.dot()
                                        + ", whose context covered it");
                    }
                }
            });
        }
    }

    private void broken(String key, String text) {
        world.violate(Violation.Kind.BROKEN_STATE, key, text);
    }
}

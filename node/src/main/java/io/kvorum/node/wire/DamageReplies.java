package io.kvorum.node.wire;

import io.kvorum.protocol.client.DamagedRows;
import io.kvorum.replication.request.ClientReply;
import java.util.List;

/** Answers about damaged rows, in both directions. */
public final class DamageReplies {
    private DamageReplies() {}

    public static DamagedRows encode(List<ClientReply.DamagedRow> rows) {
        return DamagedRows.newBuilder()
                .addAllRows(Parts.mapped(rows, DamageReplies::encode))
                .build();
    }

    static ClientReply decode(DamagedRows damaged) {
        return new ClientReply.DamagedRows(Parts.mapped(damaged.getRowsList(), DamageReplies::decode));
    }

    private static DamagedRows.Row encode(ClientReply.DamagedRow row) {
        return DamagedRows.Row.newBuilder()
                .setPartition(row.partition())
                .setBucket(row.bucket())
                .setKey(Parts.wrap(row.key()))
                .setElement(Parts.wrap(row.sub()))
                .setEverywhere(row.everywhere())
                .setGivenUp(row.givenUp())
                .build();
    }

    private static ClientReply.DamagedRow decode(DamagedRows.Row row) {
        return new ClientReply.DamagedRow(
                Parts.natural(row.getPartition(), "partition"),
                Parts.natural(row.getBucket(), "bucket"),
                Parts.bytes(row.getKey()),
                Parts.bytes(row.getElement()),
                row.getEverywhere(),
                row.getGivenUp());
    }
}

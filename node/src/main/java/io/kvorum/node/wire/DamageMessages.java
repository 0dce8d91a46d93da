package io.kvorum.node.wire;

import io.kvorum.protocol.client.DamagedRows;
import io.kvorum.protocol.client.GiveUpRowRequest;
import io.kvorum.protocol.client.ListDamagedRowsRequest;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.List;

/** Requests and answers about damaged rows. */
public final class DamageMessages {
    private DamageMessages() {}

    static ClientRequest decode(ListDamagedRowsRequest list) {
        return new ClientRequest.ListDamagedRows(Parts.natural(list.getLimit(), "limit"));
    }

    static ClientRequest decode(GiveUpRowRequest giveUp) {
        return new ClientRequest.GiveUpRow(
                giveUp.getBucket(), Parts.bytes(giveUp.getKey()), Parts.bytes(giveUp.getElement()));
    }

    static GiveUpRowRequest encode(ClientRequest.GiveUpRow giveUp) {
        return GiveUpRowRequest.newBuilder()
                .setBucket(giveUp.bucket())
                .setKey(Parts.wrap(giveUp.key()))
                .setElement(Parts.wrap(giveUp.element()))
                .build();
    }

    public static DamagedRows encode(List<ClientReply.DamagedRow> rows) {
        return DamagedRows.newBuilder()
                .addAllRows(Parts.mapped(rows, DamageMessages::encode))
                .build();
    }

    static ClientReply decode(DamagedRows damaged) {
        return new ClientReply.DamagedRows(Parts.mapped(damaged.getRowsList(), DamageMessages::decode));
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

package io.kvorum.client;

import io.kvorum.client.Admin.Expected;
import io.kvorum.client.Admin.Job;
import io.kvorum.client.call.Operation;
import io.kvorum.client.call.Replies;
import io.kvorum.client.call.Target;
import io.kvorum.client.cluster.DamagedRow;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.DamagedRows;
import io.kvorum.protocol.client.GiveUpRowRequest;
import io.kvorum.protocol.client.ListDamagedRowsRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response.ResultCase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Rows that do not fit their checksums: where there are any, and to give one up that no replica has any more. */
public final class DamageAdmin {
    private final Admin admin;

    DamageAdmin(Admin admin) {
        this.admin = admin;
    }

    /** The rows of a node that do not fit their checksums and wait to be replaced. @param limit how many at most */
    public List<DamagedRow> rows(int node, int limit) {
        return fetchDamaged(node, limit).await();
    }

    public CompletionStage<List<DamagedRow>> rowsAsync(int node, int limit) {
        return fetchDamaged(node, limit).stage();
    }

    private Job<List<DamagedRow>> fetchDamaged(int node, int limit) {
        return admin.job(
                "damaged rows of node " + node,
                Operation.Kind.READ,
                new Target.OfNode(node),
                Request.newBuilder()
                        .setListDamagedRows(ListDamagedRowsRequest.newBuilder().setLimit(limit)),
                new Expected<>(ResultCase.DAMAGED_ROWS, response -> list(response.getDamagedRows())));
    }

    /**
     * Gives up a row that is damaged at all replicas: what it held is lost. As soon as no late message of a write that it held can count as
     * new, that is when the window of its write ids is over, nothing takes its place at the node, and then at the others. If any replica has the
     * row it is not lost, and replaces it as always. A node that restarts meanwhile has to be told again.
     *
     * @param node a replica of the key whose row is damaged
     * @param element of the key, in a collection
     * @return the row; empty if it is not damaged, or not any more
     */
    public Optional<DamagedRow> giveUp(int node, String bucket, Bytes key, Optional<Bytes> element) {
        return startGiveUp(node, bucket, key, element).await();
    }

    public CompletionStage<Optional<DamagedRow>> giveUpAsync(
            int node, String bucket, Bytes key, Optional<Bytes> element) {
        return startGiveUp(node, bucket, key, element).stage();
    }

    private Job<Optional<DamagedRow>> startGiveUp(int node, String bucket, Bytes key, Optional<Bytes> element) {
        return admin.job(
                "give up a row of bucket " + bucket + " at node " + node,
                Operation.Kind.CHANGE,
                new Target.OfNode(node),
                Request.newBuilder()
                        .setGiveUpRow(GiveUpRowRequest.newBuilder()
                                .setBucket(bucket)
                                .setKey(Replies.toWire(key))
                                .setElement(Replies.toWire(element.orElse(Bytes.EMPTY)))),
                new Expected<>(
                        ResultCase.DAMAGED_ROWS,
                        response -> list(response.getDamagedRows()).stream().findFirst()));
    }

    private static List<DamagedRow> list(DamagedRows damaged) {
        return damaged.getRowsList().stream().map(DamagedRow::of).toList();
    }
}

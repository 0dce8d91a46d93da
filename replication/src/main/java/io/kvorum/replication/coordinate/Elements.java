package io.kvorum.replication.coordinate;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Element;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import java.util.List;

/** What one replica's own index says of the elements of a key. */
final class Elements {
    private Elements() {}

    /** In order, at most so many as a page may have; without their versions. */
    static ClientReply.ElementsFound own(PartitionReplica replica, Checked request, ClientRequest.ListElements list) {
        int limit = pageSize(list);
        Bytes after = list.after().isEmpty() ? Bytes.EMPTY : list.type().sub(list.after());
        List<Bytes> subs = replica.indexes().elements().list(request.key(), after, limit);
        List<Element> elements = subs.stream()
                .map(sub -> new Element(list.type().elementOf(sub), List.of()))
                .toList();
        Bytes next = elements.size() < limit
                ? Bytes.EMPTY
                : elements.get(elements.size() - 1).element();
        return new ClientReply.ElementsFound(elements, next, Receipt.NONE);
    }

    static int pageSize(ClientRequest.ListElements list) {
        return Math.max(1, Math.min(list.limit(), ClientRequest.ListElements.MOST));
    }

    static void count(ShardState shard, ReplyTarget target, Checked request, PartitionReplica replica) {
        Receipt receipt = new Receipt(1, List.of(shard.node()), List.of(), true, List.of(), replica.asOfMillis());
        ClientReply counted =
                new ClientReply.ElementsCounted(replica.indexes().elements().count(request.key()), receipt);
        shard.reply(target, counted, Hold.UNTIL_DURABLE);
    }
}

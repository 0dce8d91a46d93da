package io.kvorum.node.serve;

import io.kvorum.node.shard.ClientCall;
import io.kvorum.replication.request.ClientReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Collects the answers to several calls; whoever brings the last one goes on with all of them, in order. */
final class Gather {
    private final AtomicReferenceArray<ClientReply> replies;
    private final AtomicInteger missing;
    private final Consumer<List<ClientReply>> whenComplete;

    Gather(int calls, Consumer<List<ClientReply>> whenComplete) {
        this.replies = new AtomicReferenceArray<>(calls);
        this.missing = new AtomicInteger(calls);
        this.whenComplete = whenComplete;
    }

    ClientCall.ReplyTo slot(int index) {
        return reply -> {
            replies.set(index, reply);
            if (missing.decrementAndGet() == 0) {
                complete();
            }
        };
    }

    private void complete() {
        List<ClientReply> all = new ArrayList<>(replies.length());
        for (int i = 0; i < replies.length(); i++) {
            all.add(replies.get(i));
        }
        whenComplete.accept(all);
    }
}

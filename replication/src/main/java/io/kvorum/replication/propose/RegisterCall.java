package io.kvorum.replication.propose;

import io.kvorum.replication.coordinate.Coordinator;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.register.Evaluated;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import java.util.Optional;

/** Somebody who waits for an update or a read of a register. Answered once; its deadline may come at any time. */
final class RegisterCall implements Coordinator {
    private final long number;
    private final Asker asker;
    private final Runnable whenLate;
    /** Becomes a retry once acceptors may have it. */
    private Optional<Update> update;

    private boolean isDone;

    /** What the round that is under way makes of it, and the value that it was judged by. */
    private Optional<Evaluated> evaluated = Optional.empty();

    private RegisterValue judgedBy = RegisterValue.NEVER_WRITTEN;

    /** Who is told, once, either of the two. */
    interface Asker {
        /** A read ends so. */
        void found(RegisterValue value, Receipt receipt);

        /** An update ends so, and whatever fails. */
        void reply(ClientReply reply);
    }

    /**
     * @param update empty for a read
     * @param whenLate called when the deadline comes first
     */
    RegisterCall(long number, Asker asker, Optional<Update> update, Runnable whenLate) {
        this.number = number;
        this.asker = asker;
        this.update = update;
        this.whenLate = whenLate;
    }

    long number() {
        return number;
    }

    boolean isDone() {
        return isDone;
    }

    boolean isRead() {
        return update.isEmpty();
    }

    /** Judges it by this value, and says which value follows. */
    RegisterValue judge(Evaluation evaluation, RegisterValue value) {
        judgedBy = value;
        evaluated = update.map(wanted -> evaluation.apply(value, wanted));
        return evaluated.map(Evaluated::after).orElse(value);
    }

    /** Acceptors may have what it does: whoever judges it again must find out whether they do. */
    void sent() {
        boolean leavesATrace = evaluated
                .filter(result -> result instanceof Evaluated.Applied || result instanceof Evaluated.Conflict)
                .isPresent();
        if (leavesATrace) {
            update = update.map(Update::asRetry);
        }
    }

    /** What a failure means for the data. */
    Outcome outcome() {
        return update.filter(Update::isRetry).isPresent() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    }

    /** Tells what was decided. */
    void decided(Receipt receipt) {
        if (isRead()) {
            found(judgedBy, receipt);
        } else {
            reply(
                    switch (evaluated.orElseThrow()) {
                        case Evaluated.Applied applied ->
                            new ClientReply.Updated(applied.after().version(), receipt);
                        case Evaluated.Conflict conflict ->
                            RegisterReplies.conflict(conflict.seen(), judgedBy, receipt);
                        case Evaluated.Known known -> RegisterReplies.known(known, update.orElseThrow(), receipt);
                        case Evaluated.Reused reused -> RegisterReplies.reused(update.orElseThrow());
                        case Evaluated.Forgotten forgotten -> RegisterReplies.forgotten(forgotten.after(), outcome());
                        case Evaluated.TooLarge large -> RegisterReplies.tooLarge(large.message(), outcome());
                    });
        }
    }

    /** Tells the value that a read in one trip has found. */
    void found(RegisterValue value, Receipt receipt) {
        if (!isDone) {
            isDone = true;
            asker.found(value, receipt);
        }
    }

    void reply(ClientReply reply) {
        if (!isDone) {
            isDone = true;
            asker.reply(reply);
        }
    }

    @Override
    public void onAnswer(int node, PeerMessage answer) {}

    @Override
    public void onPeerDown(int node) {}

    @Override
    public void onHedge() {}

    @Override
    public void onDeadline() {
        reply(RegisterReplies.deadline(outcome()));
        whenLate.run();
    }
}

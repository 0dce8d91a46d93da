package io.kvorum.commerce.payments;

import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.record.Capture;
import io.kvorum.commerce.record.FundsHold;
import io.kvorum.commerce.store.Overdue;
import io.kvorum.commerce.store.Sweeper;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.tag.TagContents;
import java.util.List;
import java.util.OptionalLong;

/** What accounts hold ends by itself. Safe for use by many threads. */
public final class HeldFunds implements Sweeper.Sweep {
    private final Payments payments;

    public HeldFunds(Payments payments) {
        this.payments = payments;
    }

    @Override
    public OptionalLong firstEnd(TagContents contents) {
        return contents.tag().startsWith(AccountType.NAME + "-")
                ? payments.accounts().of(contents).state().getHoldsList().stream()
                        .mapToLong(FundsHold::getUntilMillis)
                        .min()
                : OptionalLong.empty();
    }

    @Override
    public boolean sweep(TagContents contents) {
        long now = payments.updates().store().clusterMillis();
        Aggregate<AccountState> account = payments.accounts().of(contents);
        List<FundsHold> ended = account.state().getHoldsList().stream()
                .filter(hold -> hold.getUntilMillis() <= now)
                .toList();
        if (ended.isEmpty()) {
            return false;
        }
        // What is long over goes along.
        List<Capture> settled = account.state().getCapturesList().stream()
                .filter(capture -> capture.getSettledAtMillis() <= now)
                .toList();
        long latest = Math.max(
                ended.stream().mapToLong(FundsHold::getUntilMillis).max().orElseThrow(),
                settled.stream().mapToLong(Capture::getSettledAtMillis).max().orElse(0));
        Bytes outcome = payments.execute(
                        account.id().id(),
                        new AccountCommand.Sweep(
                                ended.stream().map(FundsHold::getPayment).toList(),
                                settled.stream().map(Capture::getPayment).toList()),
                        CommandOptions.DEFAULT.guard(Overdue.since(latest)),
                        Bytes.EMPTY)
                .outcome();
        return !outcome.equals(Overdue.NOT_YET);
    }
}

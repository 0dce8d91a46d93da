package io.kvorum.commerce.payments;

import io.kvorum.commerce.domain.Answered;
import io.kvorum.commerce.domain.AnsweredType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.http.ProblemException;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.record.PaymentChange;
import io.kvorum.commerce.record.PaymentState;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.inbox.Inbox;
import io.kvorum.integrity.saga.StepGuards;
import io.kvorum.integrity.saga.StepRefused;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.function.Supplier;

/** The accounts and payments of a region. Any number of instances; safe for use by many threads. */
public final class Payments {
    private final RegionStore store;
    private final TagUpdates updates;
    private final StepGuards guards;
    private final Inbox inbox;
    private final Aggregates<AccountState, Answered<AccountCommand>> accounts;

    public Payments(RegionStore store) {
        this.store = store;
        this.updates = store.updates(store.buckets().payments());
        this.guards = store.stepGuards();
        this.inbox = store.inbox();
        this.accounts = new Aggregates<>(
                updates, new AnsweredType<>(new AccountType()), store.keys().signer());
    }

    TagUpdates updates() {
        return updates;
    }

    Aggregates<AccountState, Answered<AccountCommand>> accounts() {
        return accounts;
    }

    private Aggregates<PaymentState, Answered<PaymentCommand>> payments(String payment) {
        return new Aggregates<>(
                updates,
                new AnsweredType<>(new PaymentType(payment)),
                store.keys().signer());
    }

    /** By a linearizable read. */
    public Aggregate<AccountState> account(String account) {
        return accounts.read(AccountType.id(account));
    }

    /** By a linearizable read. */
    public Aggregate<PaymentState> payment(String payment) {
        return payments(payment).read(PaymentType.id(payment));
    }

    /** @param answer what the caller is told, now and whenever the request comes again */
    public Execution<AccountState> execute(
            String account, AccountCommand command, CommandOptions options, Bytes answer) {
        return accounts.execute(AccountType.id(account), new Answered<>(command, answer), options);
    }

    /** @param answer as of the other one */
    public Execution<PaymentState> execute(
            String payment, PaymentCommand command, CommandOptions options, Bytes answer) {
        return payments(payment).execute(PaymentType.id(payment), new Answered<>(command, answer), options);
    }

    /**
     * Does what a saga asks: the account first, for only it can refuse; then the payment, which is named after the saga. Both have a mark of their own, so
     * a crash in between is made up for when the saga asks again.
     *
     * @return whether both were done before
     * @throws StepRefused if the account will not
     * @throws ProblemException 422 if the same step came before with another account or amount
     */
    public boolean step(StepRequest request, String account, Money amount) {
        Bytes told = Bytes.ofUtf8(account + " " + amount.minor() + " " + amount.currency());
        String payment = request.saga().id();
        CommandOptions options = CommandOptions.DEFAULT.guard(guards.of(request));
        Execution<?> money =
                told(request, told, () -> execute(account, accountCommand(request, payment, amount), options, told));
        Execution<?> status =
                told(request, told, () -> execute(payment, paymentCommand(request, account, amount), options, told));
        return money.replayed() && status.replayed();
    }

    private static Execution<?> told(StepRequest request, Bytes expected, Supplier<Execution<?>> command) {
        Execution<?> done;
        try {
            done = command.get();
        } catch (Refusal e) {
            if (e.reason() == Reason.NO_ROOM) {
                throw e;
            }
            throw new StepRefused(String.valueOf(e.getMessage()));
        }
        if (!done.outcome().equals(expected)) {
            throw new ProblemException(Kind.KEY_REUSED, request + " came before with another account or amount");
        }
        return done;
    }

    private static AccountCommand accountCommand(StepRequest request, String payment, Money amount) {
        return switch (request.direction()) {
            case TRY -> new AccountCommand.Hold(payment, amount, request.holdUntilMillis());
            case CONFIRM -> new AccountCommand.Capture(payment, amount);
            case CANCEL -> new AccountCommand.Release(payment);
        };
    }

    private static PaymentCommand paymentCommand(StepRequest request, String account, Money amount) {
        return switch (request.direction()) {
            case TRY -> new PaymentCommand.Hold(account, amount);
            case CONFIRM -> new PaymentCommand.Capture();
            case CANCEL -> new PaymentCommand.Cancel(account, amount);
        };
    }

    /** Carries out a refund that a payment has ordered. Events that order none do nothing. */
    public void giveBack(Event event) {
        if (event.type().equals(PaymentType.REFUNDED)) {
            PaymentChange refund = PaymentType.change(event);
            Execution<AccountState> unused = execute(
                    refund.getAccount(),
                    new AccountCommand.Refund(refund.getPayment(), new Money(refund.getCurrency(), refund.getMinor())),
                    CommandOptions.DEFAULT.cause(event).guard(inbox.of(event)),
                    Bytes.EMPTY);
        }
    }
}

package io.kvorum.commerce.payments;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.commerce.domain.Limits;
import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.AccountChange;
import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.record.Capture;
import io.kvorum.commerce.record.FundsHold;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Decision;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An account of a customer: its balance is the sum of its ledger entries, and covers its holds. */
public final class AccountType extends ProtoType<AccountState, AccountCommand> {
    public static final String NAME = "account";

    public static final String OPENED = "account-opened";
    public static final String DEPOSITED = "money-deposited";
    public static final String HELD = "money-held";
    public static final String CAPTURED = "money-captured";
    public static final String RELEASED = "money-released";
    public static final String CAPTURE_UNDONE = "capture-undone";
    public static final String REFUNDED = "money-refunded";
    public static final String HOLDS_ENDED = "money-holds-ended";
    public static final String SETTLED = "captures-settled";
    /** Those that move money: the ledger. */
    public static final List<String> ENTRIES = List.of(DEPOSITED, CAPTURED, CAPTURE_UNDONE, REFUNDED);

    public static final List<String> EVENTS =
            List.of(OPENED, DEPOSITED, HELD, CAPTURED, RELEASED, CAPTURE_UNDONE, REFUNDED, HOLDS_ENDED, SETTLED);

    public AccountType() {
        super(NAME, AccountState.getDefaultInstance(), AccountState.parser());
    }

    public static AggregateId id(String account) {
        return new AggregateId(NAME, account);
    }

    public static long held(AccountState account) {
        return account.getHoldsList().stream().mapToLong(FundsHold::getMinor).sum();
    }

    public static long available(AccountState account) {
        return account.getBalanceMinor() - held(account);
    }

    public static Optional<FundsHold> hold(AccountState account, String payment) {
        return account.getHoldsList().stream()
                .filter(hold -> hold.getPayment().equals(payment))
                .findFirst();
    }

    public static Optional<Capture> capture(AccountState account, String payment) {
        return account.getCapturesList().stream()
                .filter(capture -> capture.getPayment().equals(payment))
                .findFirst();
    }

    /** @throws DamagedEvent if the payload is none of an account */
    public static AccountChange change(Event event) {
        try {
            return AccountChange.parseFrom(event.payload().array());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedEvent("event " + event.id() + " is none of an account");
        }
    }

    @Override
    public Decision decide(AccountState account, AccountCommand command) {
        return switch (command) {
            case AccountCommand.Open open -> opened(account, open);
            case AccountCommand.Deposit deposit -> deposited(account, deposit);
            case AccountCommand.Hold hold -> held(account, hold);
            case AccountCommand.Capture capture -> captured(account, capture);
            case AccountCommand.Release release -> released(account, release);
            case AccountCommand.Refund refund -> refunded(account, refund);
            case AccountCommand.Sweep sweep -> swept(account, sweep);
        };
    }

    private static Decision opened(AccountState account, AccountCommand.Open open) {
        if (account.getId().isEmpty()) {
            return Decision.of(event(
                    OPENED,
                    AccountChange.newBuilder()
                            .setAccount(open.id())
                            .setCurrency(open.currency())
                            .build()));
        }
        if (!account.getCurrency().equals(open.currency())) {
            throw new Refusal(Reason.EXISTS, "account " + open.id() + " is kept in " + account.getCurrency());
        }
        return Decision.nothing(Bytes.EMPTY);
    }

    private static void check(AccountState account, String currency) {
        if (account.getId().isEmpty()) {
            throw new Refusal(Reason.UNKNOWN, "there is no such account; open it first");
        }
        if (!account.getCurrency().equals(currency)) {
            throw new Refusal(
                    Reason.OTHER_CURRENCY,
                    "account " + account.getId() + " is kept in " + account.getCurrency() + ", not " + currency);
        }
    }

    private static AccountChange.Builder change(AccountState account, long minor) {
        return AccountChange.newBuilder()
                .setAccount(account.getId())
                .setCurrency(account.getCurrency())
                .setMinor(minor);
    }

    /** An entry: what comes to this account comes from the other one, or the other way round. */
    private static AccountChange.Builder entry(AccountState account, long minor, String other) {
        return change(account, Math.abs(minor)).addAllLegs(Ledger.legs(Ledger.customer(account.getId()), minor, other));
    }

    private static Decision deposited(AccountState account, AccountCommand.Deposit deposit) {
        check(account, deposit.amount().currency());
        checkFits(account, deposit.amount().minor());
        return Decision.of(event(
                DEPOSITED,
                entry(account, deposit.amount().minor(), Ledger.OUTSIDE).build()));
    }

    private static void checkFits(AccountState account, long minor) {
        if (account.getBalanceMinor() > Money.MOST_MINOR - minor) {
            throw new Refusal(
                    Reason.TOO_MUCH,
                    "account " + account.getId() + " would have more than " + Money.MOST_MINOR + " minor units");
        }
    }

    private static Decision held(AccountState account, AccountCommand.Hold hold) {
        check(account, hold.amount().currency());
        if (hold(account, hold.payment()).isPresent()
                || capture(account, hold.payment()).isPresent()) {
            // A guard recognises what comes twice: this is another request under the same name.
            throw new Refusal(
                    Reason.EXISTS,
                    "payment " + hold.payment() + " has money of account " + account.getId() + " already");
        }
        if (available(account) < hold.amount().minor()) {
            // How much there is instead is nobody's business but the account's.
            throw new Refusal(
                    Reason.NOT_ENOUGH_MONEY,
                    "account " + account.getId() + " has less than " + hold.amount() + " that is not held");
        }
        if (account.getHoldsCount() + account.getCapturesCount() >= Limits.MOST_HOLDS) {
            throw new Refusal(Reason.NO_ROOM, "account " + account.getId() + " has too many holds and late captures");
        }
        return Decision.of(event(
                HELD,
                change(account, hold.amount().minor())
                        .setPayment(hold.payment())
                        .setUntilMillis(hold.untilMillis())
                        .build()));
    }

    private static Decision captured(AccountState account, AccountCommand.Capture capture) {
        check(account, capture.amount().currency());
        FundsHold hold = hold(account, capture.payment())
                .filter(found -> found.getMinor() == capture.amount().minor())
                .orElseThrow(() -> new Refusal(
                        Reason.HOLD_ENDED,
                        "payment " + capture.payment() + " does not hold " + capture.amount() + " any more"));
        return Decision.of(event(
                CAPTURED,
                entry(account, -hold.getMinor(), Ledger.REVENUE)
                        .setPayment(capture.payment())
                        .build()));
    }

    private static Decision released(AccountState account, AccountCommand.Release release) {
        Optional<FundsHold> hold = hold(account, release.payment());
        if (hold.isPresent()) {
            return Decision.of(event(
                    RELEASED,
                    change(account, hold.get().getMinor())
                            .setPayment(release.payment())
                            .build()));
        }
        return capture(account, release.payment())
                .filter(capture -> capture.getRemainingMinor() > 0)
                .map(capture -> Decision.of(event(
                        CAPTURE_UNDONE,
                        entry(account, capture.getRemainingMinor(), Ledger.REVENUE)
                                .setPayment(release.payment())
                                .build())))
                .orElseGet(() -> Decision.nothing(Bytes.EMPTY));
    }

    /** Never more than the shop still has of the payment: a cancellation may have been faster. Of a capture that is settled it has all. */
    private static Decision refunded(AccountState account, AccountCommand.Refund refund) {
        check(account, refund.amount().currency());
        long minor = capture(account, refund.payment())
                .map(capture ->
                        Math.min(capture.getRemainingMinor(), refund.amount().minor()))
                .orElse(refund.amount().minor());
        return minor == 0
                ? Decision.nothing(Bytes.EMPTY)
                : Decision.of(event(
                        REFUNDED,
                        entry(account, minor, Ledger.REVENUE)
                                .setPayment(refund.payment())
                                .build()));
    }

    private static Decision swept(AccountState account, AccountCommand.Sweep sweep) {
        List<NewEvent> events = new ArrayList<>();
        List<String> ended = sweep.ended().stream()
                .filter(payment -> hold(account, payment).isPresent())
                .toList();
        if (!ended.isEmpty()) {
            events.add(
                    event(HOLDS_ENDED, change(account, 0).addAllPayments(ended).build()));
        }
        List<String> settled = sweep.settled().stream()
                .filter(payment -> capture(account, payment).isPresent())
                .toList();
        if (!settled.isEmpty()) {
            events.add(event(SETTLED, change(account, 0).addAllPayments(settled).build()));
        }
        return new Decision(events, Bytes.EMPTY);
    }

    @Override
    public AccountState apply(AccountState before, Event event) {
        if (!EVENTS.contains(event.type())) {
            return before;
        }
        AccountChange change = change(event);
        AccountState.Builder account = before.toBuilder();
        switch (event.type()) {
            case OPENED -> account.setId(change.getAccount()).setCurrency(change.getCurrency());
            case HELD ->
                account.addHolds(FundsHold.newBuilder()
                        .setPayment(change.getPayment())
                        .setMinor(change.getMinor())
                        .setUntilMillis(change.getUntilMillis()));
            case CAPTURED -> addCapture(account, change, event);
            case CAPTURE_UNDONE, REFUNDED -> giveBack(account, change);
            case RELEASED -> removeHolds(account, List.of(change.getPayment()));
            case HOLDS_ENDED -> removeHolds(account, change.getPaymentsList());
            case SETTLED -> removeCaptures(account, change.getPaymentsList());
            default -> {
                // A deposit: its legs say all.
            }
        }
        return account.setBalanceMinor(before.getBalanceMinor() + Ledger.ofCustomer(change))
                .build();
    }

    private static void addCapture(AccountState.Builder account, AccountChange change, Event event) {
        long until = hold(account.build(), change.getPayment())
                .map(FundsHold::getUntilMillis)
                .orElse(0L);
        removeHolds(account, List.of(change.getPayment()));
        long from = Math.max(until, event.recordedAt().toEpochMilli());
        account.addCaptures(Capture.newBuilder()
                .setPayment(change.getPayment())
                .setRemainingMinor(change.getMinor())
                .setSettledAtMillis(from + Limits.UNDOABLE_FOR.toMillis()));
    }

    private static void giveBack(AccountState.Builder account, AccountChange change) {
        for (Capture.Builder capture : account.getCapturesBuilderList()) {
            if (capture.getPayment().equals(change.getPayment())) {
                capture.setRemainingMinor(capture.getRemainingMinor() - change.getMinor());
            }
        }
    }

    private static void removeHolds(AccountState.Builder account, List<String> payments) {
        for (int i = account.getHoldsCount() - 1; i >= 0; i--) {
            if (payments.contains(account.getHolds(i).getPayment())) {
                account.removeHolds(i);
            }
        }
    }

    private static void removeCaptures(AccountState.Builder account, List<String> payments) {
        for (int i = account.getCapturesCount() - 1; i >= 0; i--) {
            if (payments.contains(account.getCaptures(i).getPayment())) {
                account.removeCaptures(i);
            }
        }
    }
}

package io.kvorum.commerce.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.shop.Played;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountTypeTest {
    private static final long UNTIL = 1_900_000_000_000L;

    private final Played<AccountState, AccountCommand> account =
            new Played<>(new AccountType(), AccountType.id("alice"));

    private static Money euros(long minor) {
        return new Money("EUR", minor);
    }

    private AccountState ask(AccountCommand command) {
        return account.ask(command);
    }

    private void openWith(long minor) {
        ask(new AccountCommand.Open("alice", "EUR"));
        ask(new AccountCommand.Deposit(euros(minor)));
    }

    private Map<String, Long> ledger() {
        Map<String, Long> sums = new HashMap<>();
        account.events()
                .forEach(event -> Ledger.amounts(event).forEach((name, amount) -> sums.merge(name, amount, Long::sum)));
        return sums;
    }

    /** In every test: the balance is what the entries say, their sum is zero, and what is held is there. */
    @AfterEach
    void theBooksBalance() {
        AccountState state = account.now();
        Map<String, Long> sums = ledger();
        assertThat(sums.values().stream().mapToLong(Long::longValue).sum()).isZero();
        assertThat(sums.getOrDefault("account:alice/EUR", 0L)).isEqualTo(state.getBalanceMinor());
        assertThat(AccountType.available(state)).isNotNegative();
    }

    @Test
    void anAccountIsOpenedOnceAndKeepsItsCurrency() {
        ask(new AccountCommand.Open("alice", "EUR"));
        assertThat(ask(new AccountCommand.Open("alice", "EUR"))).isEqualTo(account.now());
        account.isRefused(new AccountCommand.Open("alice", "USD"), Reason.EXISTS);
        account.isRefused(new AccountCommand.Deposit(new Money("USD", 1)), Reason.OTHER_CURRENCY);
        account.isRefused(new AccountCommand.Hold("p1", new Money("USD", 1), UNTIL), Reason.OTHER_CURRENCY);
    }

    @Test
    void whatWasNeverOpenedHasNoMoney() {
        account.isRefused(new AccountCommand.Deposit(euros(1)), Reason.UNKNOWN);
        account.isRefused(new AccountCommand.Hold("p1", euros(1), UNTIL), Reason.UNKNOWN);
        account.isRefused(new AccountCommand.Capture("p1", euros(1)), Reason.UNKNOWN);
        account.isRefused(new AccountCommand.Refund("p1", euros(1)), Reason.UNKNOWN);
        assertThat(ask(new AccountCommand.Release("p1"))).isEqualTo(AccountState.getDefaultInstance());
    }

    @Test
    void whatIsHeldCannotBeHeldByOthers() {
        openWith(100);
        AccountState state = ask(new AccountCommand.Hold("p1", euros(70), UNTIL));
        assertThat(state.getBalanceMinor()).isEqualTo(100);
        assertThat(AccountType.available(state)).isEqualTo(30);
        account.isRefused(new AccountCommand.Hold("p2", euros(31), UNTIL), Reason.NOT_ENOUGH_MONEY);
        account.isRefused(new AccountCommand.Hold("p1", euros(1), UNTIL), Reason.EXISTS);
    }

    @Test
    void aHoldIsCapturedOnceAndAsItWasTaken() {
        openWith(100);
        ask(new AccountCommand.Hold("p1", euros(70), UNTIL));
        account.isRefused(new AccountCommand.Capture("p1", euros(71)), Reason.HOLD_ENDED);
        assertThat(ask(new AccountCommand.Capture("p1", euros(70))).getBalanceMinor())
                .isEqualTo(30);
        account.isRefused(new AccountCommand.Capture("p1", euros(70)), Reason.HOLD_ENDED);
        assertThat(ledger()).containsEntry("revenue/EUR", 70L).containsEntry("outside/EUR", -100L);
    }

    @Test
    void aReleaseUndoesWhateverIsThere() {
        openWith(100);
        ask(new AccountCommand.Hold("p1", euros(40), UNTIL));
        ask(new AccountCommand.Hold("p2", euros(50), UNTIL));
        ask(new AccountCommand.Capture("p2", euros(50)));
        ask(new AccountCommand.Release("p1"));
        AccountState state = ask(new AccountCommand.Release("p2"));
        assertThat(AccountType.available(state)).isEqualTo(100);
        assertThat(ask(new AccountCommand.Release("p2"))).isEqualTo(state);
        assertThat(ledger()).containsEntry("revenue/EUR", 0L);
    }

    @Test
    void aRefundAndACancellationTogetherGiveBackNoMoreThanWasTaken() {
        openWith(100);
        ask(new AccountCommand.Hold("p1", euros(70), UNTIL));
        ask(new AccountCommand.Capture("p1", euros(70)));
        ask(new AccountCommand.Refund("p1", euros(20)));
        assertThat(ask(new AccountCommand.Release("p1")).getBalanceMinor()).isEqualTo(100);
        assertThat(ask(new AccountCommand.Refund("p1", euros(20))).getBalanceMinor())
                .isEqualTo(100);
    }

    @Test
    void aCaptureThatIsSettledCanBeRefundedAndNotUndone() {
        openWith(100);
        ask(new AccountCommand.Hold("p1", euros(70), UNTIL));
        ask(new AccountCommand.Capture("p1", euros(70)));
        ask(new AccountCommand.Sweep(List.of(), List.of("p1")));
        assertThat(ask(new AccountCommand.Release("p1")).getBalanceMinor()).isEqualTo(30);
        assertThat(ask(new AccountCommand.Refund("p1", euros(70))).getBalanceMinor())
                .isEqualTo(100);
    }

    @Test
    void holdsEnd() {
        openWith(100);
        ask(new AccountCommand.Hold("p1", euros(70), UNTIL));
        assertThat(AccountType.available(ask(new AccountCommand.Sweep(List.of("p1", "p9"), List.of()))))
                .isEqualTo(100);
        account.isRefused(new AccountCommand.Capture("p1", euros(70)), Reason.HOLD_ENDED);
    }

    @Test
    void thereIsALimitToABalance() {
        openWith(Money.MOST_MINOR);
        account.isRefused(new AccountCommand.Deposit(euros(1)), Reason.TOO_MUCH);
    }

    /** Commands at random, in any state; the check behind every test looks at what they have led to. */
    @Test
    void theBooksBalanceWhateverIsAsked() {
        SplittableRandom random = new SplittableRandom(5);
        openWith(100);
        for (int i = 0; i < 800; i++) {
            String payment = "p" + random.nextInt(4);
            Money amount = euros(random.nextInt(1, 30));
            AccountCommand command = switch (random.nextInt(6)) {
                case 0 -> new AccountCommand.Deposit(amount);
                case 1 -> new AccountCommand.Hold(payment, amount, UNTIL);
                case 2 ->
                    new AccountCommand.Capture(
                            payment,
                            AccountType.hold(account.now(), payment)
                                    .map(hold -> euros(hold.getMinor()))
                                    .orElse(amount));
                case 3 -> new AccountCommand.Release(payment);
                case 4 -> new AccountCommand.Refund(payment, amount);
                default -> new AccountCommand.Sweep(List.of(payment), List.of());
            };
            try {
                ask(command);
            } catch (Refusal e) {
                // As it may be.
            }
            theBooksBalance();
        }
    }
}

package io.kvorum.commerce.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.commerce.domain.Limits;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.record.StockState;
import io.kvorum.commerce.shop.Played;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StockTypeTest {
    private static final long UNTIL = 1_900_000_000_000L;

    private final Played<StockState, StockCommand> share =
            new Played<>(new StockType("eu", "apple"), StockType.id("eu", "apple"));

    private StockState ask(StockCommand command) {
        return share.ask(command);
    }

    private void isRefused(StockCommand command, Reason reason) {
        share.isRefused(command, reason);
    }

    @AfterEach
    void itAddsUp() {
        adds(share.now());
    }

    private static void adds(StockState stock) {
        assertThat(StockType.imbalance(stock)).isZero();
        assertThat(stock.getAvailable()).isNotNegative();
        assertThat(stock.getSold()).isNotNegative();
        assertThat(StockType.held(stock)).isNotNegative();
    }

    @Test
    void whatIsReservedCannotBeReservedByOthers() {
        ask(new StockCommand.Receive(10));
        StockState stock = ask(new StockCommand.Reserve("order-1", 7, UNTIL));
        assertThat(stock.getAvailable()).isEqualTo(3);
        assertThat(StockType.held(stock)).isEqualTo(7);
        isRefused(new StockCommand.Reserve("order-2", 4, UNTIL), Reason.NOT_ENOUGH_STOCK);
        isRefused(new StockCommand.Reserve("order-1", 1, UNTIL), Reason.EXISTS);
        isRefused(new StockCommand.SendShare("us", 4), Reason.NOT_ENOUGH_STOCK);
    }

    @Test
    void whatWasNeverReceivedIsNotSold() {
        isRefused(new StockCommand.Reserve("order-1", 1, UNTIL), Reason.NOT_ENOUGH_STOCK);
        isRefused(new StockCommand.Confirm("order-1", 1), Reason.HOLD_ENDED);
        assertThat(ask(new StockCommand.Release("order-1"))).isEqualTo(StockState.getDefaultInstance());
    }

    @Test
    void aHoldIsSoldOnceAndAsItWasTaken() {
        ask(new StockCommand.Receive(10));
        ask(new StockCommand.Reserve("order-1", 7, UNTIL));
        isRefused(new StockCommand.Confirm("order-1", 6), Reason.HOLD_ENDED);
        assertThat(ask(new StockCommand.Confirm("order-1", 7)).getSold()).isEqualTo(7);
        isRefused(new StockCommand.Confirm("order-1", 7), Reason.HOLD_ENDED);
        isRefused(new StockCommand.Reserve("order-1", 1, UNTIL), Reason.EXISTS);
    }

    @Test
    void aReleaseUndoesWhateverIsThere() {
        ask(new StockCommand.Receive(10));
        ask(new StockCommand.Reserve("order-1", 4, UNTIL));
        ask(new StockCommand.Reserve("order-2", 5, UNTIL));
        ask(new StockCommand.Confirm("order-2", 5));
        assertThat(ask(new StockCommand.Release("order-1")).getAvailable()).isEqualTo(5);
        StockState stock = ask(new StockCommand.Release("order-2"));
        assertThat(stock.getAvailable()).isEqualTo(10);
        assertThat(stock.getSold()).isZero();
        assertThat(ask(new StockCommand.Release("order-2"))).isEqualTo(stock);
    }

    @Test
    void holdsEndAndSalesStay() {
        ask(new StockCommand.Receive(10));
        ask(new StockCommand.Reserve("order-1", 4, UNTIL));
        ask(new StockCommand.Reserve("order-2", 5, UNTIL));
        ask(new StockCommand.Confirm("order-2", 5));
        StockState stock = ask(new StockCommand.Sweep(List.of("order-1", "order-9"), List.of("order-2")));
        assertThat(stock.getAvailable()).isEqualTo(5);
        assertThat(stock.getSold()).isEqualTo(5);
        isRefused(new StockCommand.Confirm("order-1", 4), Reason.HOLD_ENDED);
        assertThat(ask(new StockCommand.Release("order-2")).getSold())
                .as("nobody undoes it any more")
                .isEqualTo(5);
    }

    @Test
    void aShareIsNeverInTwoRegions() {
        ask(new StockCommand.Receive(10));
        StockState sent = ask(new StockCommand.SendShare("us", 6));
        assertThat(sent.getAvailable()).isEqualTo(4);
        assertThat(sent.getMovedOut()).isEqualTo(6);
        StockState taken = ask(new StockCommand.TakeShare("us", 2));
        assertThat(taken.getAvailable()).isEqualTo(6);
        assertThat(taken.getMovedIn()).isEqualTo(2);
    }

    @Test
    void thereIsALimitToWhatComes() {
        ask(new StockCommand.Receive(Limits.MOST_STOCK));
        isRefused(new StockCommand.Receive(1), Reason.TOO_MUCH);
    }

    /** Commands at random, in any state. */
    @Test
    void itAddsUpWhateverIsAsked() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 40; i++) {
                String holder = "order-" + random.nextInt(4);
                long quantity = random.nextInt(1, 5);
                StockCommand command = switch (random.nextInt(7)) {
                    case 0 -> new StockCommand.Receive(quantity);
                    case 1 -> new StockCommand.Reserve(holder, quantity, UNTIL);
                    case 2 -> new StockCommand.Confirm(holder, quantity);
                    case 3 -> new StockCommand.Release(holder);
                    case 4 -> new StockCommand.SendShare("us", quantity);
                    case 5 -> new StockCommand.TakeShare("us", quantity);
                    default -> new StockCommand.Sweep(List.of(holder), List.of(holder));
                };
                try {
                    adds(ask(command));
                } catch (Refusal e) {
                    adds(share.now());
                }
            }
        }
    }
}

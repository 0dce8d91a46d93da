package io.kvorum.commerce.reconcile;

import io.kvorum.commerce.inventory.Inventory;
import io.kvorum.commerce.inventory.StockType;
import io.kvorum.commerce.orders.OrderViews;
import io.kvorum.commerce.orders.Orders;
import io.kvorum.commerce.payments.AccountType;
import io.kvorum.commerce.payments.Books;
import io.kvorum.commerce.payments.Ledger;
import io.kvorum.commerce.payments.Payments;
import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.record.FundsHold;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderStatus;
import io.kvorum.commerce.record.PaymentState;
import io.kvorum.commerce.record.PaymentStatus;
import io.kvorum.commerce.record.StockHold;
import io.kvorum.commerce.record.StockState;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.projection.Totals;
import io.kvorum.integrity.reconcile.Difference;
import io.kvorum.integrity.reconcile.Invariant;
import io.kvorum.integrity.saga.Saga;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The invariants of a region. Each reads its sources one after the other while they are written: a difference counts once it stays, as
 * {@link io.kvorum.integrity.reconcile.Reconciliation} does it. No difference carries a proposal: there is no rule that would be right whatever the reason.
 */
public final class ShopInvariants {
    private static final int READ_AT_ONCE = 1_000_000;

    private final Inventory inventory;
    private final Payments payments;
    private final Books books;
    private final Orders orders;
    private final OrderViews views;
    private final EventLog archive;

    public ShopInvariants(
            Inventory inventory, Payments payments, Books books, Orders orders, OrderViews views, EventLog archive) {
        this.inventory = inventory;
        this.payments = payments;
        this.books = books;
        this.orders = orders;
        this.views = views;
        this.archive = archive;
    }

    public List<Invariant> all() {
        return List.of(
                Invariant.of("ledger-equals-balances", this::ledgerEqualsBalances),
                Invariant.of("ledger-sums-to-zero", this::ledgerSumsToZero),
                Invariant.of("revenue-equals-payments", this::revenueEqualsPayments),
                Invariant.of("no-payment-charged-twice", this::chargedTwice),
                Invariant.of("stock-adds-up", this::stockAddsUp),
                Invariant.of("closed-if-paid-and-shipped", this::closedIfPaidAndShipped),
                Invariant.of("views-equal-orders", this::viewsEqualOrders),
                Invariant.of("nothing-held-for-what-is-over", this::heldForWhatIsOver));
    }

    private List<Difference> ledgerEqualsBalances() {
        List<Difference> found = new ArrayList<>();
        Totals.Sums sums = books.ledger();
        for (String account : books.accounts()) {
            AccountState state = payments.account(account).state();
            long entries = sums.of(Ledger.name(Ledger.customer(account), state.getCurrency()));
            add(
                    found,
                    account,
                    entries - state.getBalanceMinor(),
                    "minor units more in the ledger than in the balance");
            add(found, account + " available", Math.min(0, AccountType.available(state)), "more is held than is there");
        }
        return found;
    }

    private static void add(List<Difference> found, String where, long amount, String what) {
        if (amount != 0) {
            found.add(new Difference(where, amount, amount + ": " + what));
        }
    }

    private List<Difference> ledgerSumsToZero() {
        Map<String, Long> byCurrency = new TreeMap<>();
        books.ledger()
                .sums()
                .forEach((name, sum) ->
                        byCurrency.merge(name.substring(name.lastIndexOf('/') + 1), sum, Math::addExact));
        List<Difference> found = new ArrayList<>();
        byCurrency.forEach((currency, sum) -> add(found, currency, sum, "the sum of all ledger entries"));
        return found;
    }

    /** The ledger is kept from accounts, the payments are aggregates of their own: both must have taken the same from customers. */
    private List<Difference> revenueEqualsPayments() {
        Map<String, Long> missing = new TreeMap<>();
        Totals.Sums sums = books.ledger();
        sums.sums().forEach((name, sum) -> {
            if (name.startsWith(Ledger.REVENUE + "/")) {
                missing.merge(name.substring(name.lastIndexOf('/') + 1), sum, Math::addExact);
            }
        });
        for (String id : books.payments()) {
            PaymentState payment = payments.payment(id).state();
            if (payment.getStatus() == PaymentStatus.PAYMENT_STATUS_CAPTURED) {
                missing.merge(payment.getCurrency(), payment.getRefundedMinor() - payment.getMinor(), Math::addExact);
            }
        }
        List<Difference> found = new ArrayList<>();
        missing.forEach(
                (currency, amount) -> add(found, currency, amount, "more in the shop's account than payments say"));
        return found;
    }

    private List<Difference> chargedTwice() {
        List<Difference> found = new ArrayList<>();
        for (String account : books.accounts()) {
            Map<String, Long> charges = new TreeMap<>();
            AggregateId id = AccountType.id(account);
            for (long number = 1; number <= READ_AT_ONCE; number++) {
                var event = archive.read(id, number);
                if (event.isEmpty()) {
                    break;
                }
                String payment = AccountType.change(event.get()).getPayment();
                switch (event.get().type()) {
                    case AccountType.CAPTURED -> charges.merge(payment, 1L, Long::sum);
                    case AccountType.CAPTURE_UNDONE -> charges.merge(payment, -1L, Long::sum);
                    default -> {
                        // It charges nothing.
                    }
                }
            }
            charges.forEach((payment, times) ->
                    add(found, payment, times > 1 || times < 0 ? times : 0, "times charged, less those undone"));
        }
        return found;
    }

    private List<Difference> stockAddsUp() {
        List<Difference> found = new ArrayList<>();
        for (String sku : inventory.items()) {
            StockState stock = inventory.read(sku).state();
            add(found, sku, StockType.imbalance(stock), "more is there than has come");
            add(found, sku + " available", Math.min(0, stock.getAvailable()), "available");
            add(found, sku + " sold", Math.min(0, stock.getSold()), "sold");
        }
        return found;
    }

    private List<Difference> closedIfPaidAndShipped() {
        List<Difference> found = new ArrayList<>();
        for (String id : views.orders()) {
            OrderState order = orders.read(id).state();
            PaymentState payment = payments.payment(id).state();
            boolean done = payment.getStatus() == PaymentStatus.PAYMENT_STATUS_CAPTURED && order.getShipped();
            boolean closed = order.getStatus() == OrderStatus.ORDER_STATUS_CLOSED;
            if (done != closed) {
                add(found, id, 1, closed ? "closed, and not paid and shipped" : "paid and shipped, and not closed");
            }
        }
        return found;
    }

    private List<Difference> viewsEqualOrders() {
        List<Difference> found = new ArrayList<>();
        for (String id : views.orders()) {
            OrderState order = orders.read(id).state();
            if (views.read(id).getStatus() != order.getStatus()) {
                add(found, id, 1, "its view has another status than the order");
            }
        }
        return found;
    }

    private List<Difference> heldForWhatIsOver() {
        List<Difference> found = new ArrayList<>();
        for (String sku : inventory.items()) {
            for (StockHold hold : inventory.read(sku).state().getHoldsList()) {
                heldBy(found, AggregateId.ofTag(hold.getHolder()).id(), hold.getQuantity(), "of item " + sku);
            }
        }
        for (String account : books.accounts()) {
            for (FundsHold hold : payments.account(account).state().getHoldsList()) {
                heldBy(found, hold.getPayment(), hold.getMinor(), "minor units of account " + account);
            }
        }
        return found;
    }

    private void heldBy(List<Difference> found, String order, long amount, String what) {
        boolean over = orders.checkout(order).map(Saga<OrderPlaced>::isOver).orElse(true);
        if (over) {
            add(found, order + " " + what, amount, what + " are held, and the saga is over");
        }
    }
}

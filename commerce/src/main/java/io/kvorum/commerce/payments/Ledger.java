package io.kvorum.commerce.payments;

import io.kvorum.commerce.record.AccountChange;
import io.kvorum.commerce.record.Leg;
import io.kvorum.integrity.aggregate.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entries of the books: each says where money goes and where it comes from, so that its legs make zero together. */
public final class Ledger {
    /** The shop's account. */
    public static final String REVENUE = "revenue";
    /** Where deposits come from. */
    public static final String OUTSIDE = "outside";

    private static final String CUSTOMER = "account:";

    private Ledger() {}

    /** The name in the books of a customer's account. */
    public static String customer(String account) {
        return CUSTOMER + account;
    }

    /** @param minor to the account; negative: from it */
    static List<Leg> legs(String account, long minor, String other) {
        return List.of(
                Leg.newBuilder().setAccount(account).setMinor(minor).build(),
                Leg.newBuilder().setAccount(other).setMinor(-minor).build());
    }

    /** What an event brings to the account that it is of; 0 if it moves no money. */
    static long ofCustomer(AccountChange change) {
        String own = customer(change.getAccount());
        return change.getLegsList().stream()
                .filter(leg -> leg.getAccount().equals(own))
                .mapToLong(Leg::getMinor)
                .sum();
    }

    /** What an entry adds to the sums of the books: by account and currency, as {@code revenue/EUR}. */
    public static Map<String, Long> amounts(Event entry) {
        AccountChange change = AccountType.change(entry);
        Map<String, Long> amounts = new HashMap<>();
        change.getLegsList()
                .forEach(leg ->
                        amounts.merge(name(leg.getAccount(), change.getCurrency()), leg.getMinor(), Math::addExact));
        return amounts;
    }

    /** The name of a sum. */
    public static String name(String account, String currency) {
        return account + "/" + currency;
    }
}

package io.kvorum.commerce.payments;

import io.kvorum.commerce.store.Directory;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.projection.Totals;
import io.kvorum.integrity.projection.Totals.Counted;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is kept from the events of payments: the sums of the ledger, and which accounts and payments there are. Safe for use by many threads. */
public final class Books {
    private static final int SHARDS = 64;

    private final Totals ledger;
    private final Directory accounts;
    private final Directory payments;

    public Books(RegionStore store) {
        TagUpdates views = store.updates(store.buckets().views());
        EventLog archive = store.archive();
        List<Counted> counted = new ArrayList<>();
        for (String type : AccountType.EVENTS) {
            counted.add(
                    AccountType.ENTRIES.contains(type)
                            ? new Counted.Adds(type, Ledger::amounts)
                            : new Counted.Nothing(type));
        }
        this.ledger = new Totals("ledger", 1, SHARDS, counted, views, archive);
        this.accounts = new Directory("accounts", AccountType.EVENTS, Set.of(AccountType.OPENED), views, archive);
        this.payments = new Directory(
                "payments", PaymentType.EVENTS, Set.of(PaymentType.HELD, PaymentType.CANCELLED), views, archive);
    }

    /** An event of an account or of a payment, as often as it comes. */
    public void apply(Event event) {
        if (event.aggregate().type().equals(AccountType.NAME)) {
            ledger.apply(event);
            accounts.apply(event);
        } else {
            payments.apply(event);
        }
    }

    /** By account and currency, see {@link Ledger#name}. */
    public Totals.Sums ledger() {
        return ledger.read();
    }

    public List<String> accounts() {
        return accounts.list().stream().map(AggregateId::id).toList();
    }

    public List<String> payments() {
        return payments.list().stream().map(AggregateId::id).toList();
    }
}

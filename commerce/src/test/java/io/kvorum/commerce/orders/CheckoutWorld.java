package io.kvorum.commerce.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.KvorumException;
import io.kvorum.commerce.inventory.Inventory;
import io.kvorum.commerce.inventory.StockCommand;
import io.kvorum.commerce.inventory.StockType;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.payments.AccountCommand;
import io.kvorum.commerce.payments.AccountType;
import io.kvorum.commerce.payments.Books;
import io.kvorum.commerce.payments.HeldFunds;
import io.kvorum.commerce.payments.Payments;
import io.kvorum.commerce.reconcile.ShopInvariants;
import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.record.OrderLine;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderStatus;
import io.kvorum.commerce.record.PaymentStatus;
import io.kvorum.commerce.record.StockState;
import io.kvorum.commerce.shop.InMemory;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.commerce.store.Sweeper;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.fake.Crash;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import io.kvorum.integrity.outbox.Backoff;
import io.kvorum.integrity.outbox.TagWork;
import io.kvorum.integrity.outbox.Transport;
import io.kvorum.integrity.saga.Saga;
import io.kvorum.integrity.saga.SagaListener;
import io.kvorum.integrity.saga.SagaOptions;
import io.kvorum.integrity.saga.SagaPhase;
import io.kvorum.integrity.saga.StepCall;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * An order of two items is checked out by the three services, over a network that loses, delays and repeats messages, on a store that fails as the explorer
 * says: each message is a write, too, so a process can die before it is sent and before its answer is heard. At the end every message that was ever
 * sent comes once more, in its order and the other way round, events are relayed, and the invariants of the shop are looked at.
 */
final class CheckoutWorld implements Explorer.World {
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Checkout CHECKOUT = new Checkout(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final KeyRing KEYS = KeyRing.ephemeral("test");
    private static final long APPLES = 3;
    private static final long PEARS = 2;
    private static final long TOTAL = 3 * 50 + 2 * 80;
    private static final OrderPlaced ORDER = OrderPlaced.newBuilder()
            .setId(ID)
            .setRegion("eu")
            .setAccount("alice")
            .setCurrency("EUR")
            .setTotalMinor(TOTAL)
            .setAddress("here")
            .addLines(OrderLine.newBuilder().setSku("apple").setQuantity(APPLES).setUnitPriceMinor(50))
            .addLines(OrderLine.newBuilder().setSku("pear").setQuantity(PEARS).setUnitPriceMinor(80))
            .build();
    private static final Bytes ANSWER = Bytes.ofUtf8("placed");

    /** What else happens: at the fault of that name. */
    interface Rival {
        void act(CheckoutWorld world) throws InterruptedException;
    }

    /**
     * What a story is about.
     *
     * @param away so long nobody is there after the first process has ended
     */
    record Story(long apples, long pears, long money, Rival rival, Duration away) {
        static final Story DEFAULT = new Story(10, 10, 1_000, CheckoutWorld::takesOver, Duration.ZERO);

        Story pears(long there) {
            return new Story(apples, there, money, rival, away);
        }

        Story money(long there) {
            return new Story(apples, pears, there, rival, away);
        }

        Story rival(Rival other) {
            return new Story(apples, pears, money, other, away);
        }

        Story away(Duration duration) {
            return new Story(apples, pears, money, rival, duration);
        }
    }

    private record Message(String to, StepRequest request) {}

    private final Story story;
    private final ManualTime time = new ManualTime();
    private final InMemory stores;
    private final RegionStore region;
    private final FakeTagStore network;
    private final List<Message> sent = new ArrayList<>();
    private final Set<Integer> delivered = new HashSet<>();
    private final Map<Integer, Object> answers = new HashMap<>();
    private Inventory inventory;
    private Payments payments;
    private long instances;

    CheckoutWorld(Faults faults, Story story) {
        this.story = story;
        this.stores = new InMemory(faults, time::trueMillis);
        this.region = stores.region("eu", KEYS, time);
        this.network = new FakeTagStore("network", faults);
        network.changed = this::arrived;
        copy(beginning(story), stores);
        this.inventory = new Inventory(region);
        this.payments = new Payments(region);
        for (String bucket : buckets()) {
            stores.bucket(bucket).rival = this::rival;
        }
        network.rival = this::rival;
    }

    private List<String> buckets() {
        return List.of(
                region.buckets().stock(),
                region.buckets().payments(),
                region.buckets().orders());
    }

    /** What there is before anything fails. */
    private InMemory beginning(Story of) {
        InMemory before = new InMemory(new Faults(), time::trueMillis);
        RegionStore there = before.region("eu", KEYS, time);
        Inventory stock = new Inventory(there);
        Execution<StockState> unused =
                stock.execute("apple", new StockCommand.Receive(of.apples()), CommandOptions.DEFAULT, Bytes.EMPTY);
        unused = stock.execute("pear", new StockCommand.Receive(of.pears()), CommandOptions.DEFAULT, Bytes.EMPTY);
        Payments bank = new Payments(there);
        Execution<AccountState> unusedAccount =
                bank.execute("alice", new AccountCommand.Open("alice", "EUR"), CommandOptions.DEFAULT, Bytes.EMPTY);
        unusedAccount = bank.execute(
                "alice", new AccountCommand.Deposit(new Money("EUR", of.money())), CommandOptions.DEFAULT, Bytes.EMPTY);
        return before;
    }

    private void copy(InMemory from, InMemory to) {
        for (String bucket : buckets()) {
            for (String tag : from.bucket(bucket).tags()) {
                from.bucket(bucket)
                        .peek(tag)
                        .entries()
                        .forEach((name, entry) -> to.bucket(bucket).plant(tag, name, entry.value()));
            }
        }
    }

    /** As one process has it. */
    private Orders orders() {
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
        return new Orders(
                region,
                CHECKOUT,
                send("inventory"),
                send("payments"),
                new SagaOptions(LEASE, backoff, new SagaListener() {}, time, new SplittableRandom(++instances)));
    }

    private StepCall<OrderPlaced> send(String to) {
        return input -> {
            int number = sent.size();
            sent.add(new Message(to, input.request()));
            long unused = network.write(
                    "message-" + number,
                    new TagWrite().put("to", Bytes.ofUtf8(input.request().toString())),
                    Optional.empty());
            Object answer = answers.get(number);
            if (answer instanceof Bytes outcome) {
                return outcome;
            }
            throw answer instanceof RuntimeException failure ? failure : new IllegalStateException("no answer");
        };
    }

    private void arrived() {
        for (int i = 0; i < sent.size(); i++) {
            if (network.version("message-" + i) > 0 && delivered.add(i)) {
                deliver(i);
            }
        }
    }

    private void deliver(int number) {
        Message message = sent.get(number);
        try {
            boolean unused = message.to().equals("inventory")
                    ? inventory.step(
                            message.request(),
                            ORDER.getLinesList().stream()
                                    .map(line -> new Inventory.Line(line.getSku(), line.getQuantity()))
                                    .toList())
                    : payments.step(message.request(), ORDER.getAccount(), new Money("EUR", TOTAL));
            answers.put(number, Bytes.ofUtf8("done"));
        } catch (Crash e) {
            // The service dies, and whoever has asked hears nothing.
            restart();
        } catch (RuntimeException e) {
            answers.put(number, e);
        }
    }

    private void restart() {
        inventory = new Inventory(region);
        payments = new Payments(region);
    }

    private void rival() {
        try {
            story.rival().act(this);
        } catch (RuntimeException | Crash e) {
            // It has its own troubles: or there is no order yet.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process, when the time of the first one is over. */
    static void takesOver(CheckoutWorld world) throws InterruptedException {
        world.time.pass(LEASE);
        Saga<OrderPlaced> unused = world.orders().sagas().run(ID);
    }

    /** Time passes, and holds end. */
    static void holdsEnd(CheckoutWorld world) {
        world.time.pass(CHECKOUT.holdFor());
        world.sweep();
    }

    static void cancels(CheckoutWorld world) {
        Cancellation unused = world.orders()
                .cancel(
                        ID,
                        new IdempotentRequest("cancel_order", "c1", Fingerprint.of()),
                        "changed my mind",
                        Bytes.ofUtf8("cancelling"));
    }

    private void sweep() {
        sweep(inventory.sweep(), region.buckets().stock());
        sweep(new HeldFunds(payments), region.buckets().payments());
    }

    private void sweep(Sweeper.Sweep sweep, String bucket) {
        for (String tag : stores.bucket(bucket).tags()) {
            TagContents contents = stores.bucket(bucket).peek(tag);
            if (sweep.firstEnd(contents).orElse(Long.MAX_VALUE) <= time.trueMillis()) {
                assertThat(sweep.sweep(contents)).isTrue();
            }
        }
    }

    private void placeAndRun() {
        Orders orders = orders();
        Execution<OrderState> placed =
                orders.place(ORDER, new IdempotentRequest("place_order", "k1", Fingerprint.of()), ANSWER);
        assertThat(placed.outcome()).isEqualTo(ANSWER);
        try {
            runAsADispatcher(orders);
            TagWork cancelling = orders.cancelling();
            TagContents contents = region.stores()
                    .tags(region.buckets().orders())
                    .read(OrderType.id(ID).tag());
            if (cancelling.isWaiting(contents)) {
                long unused = cancelling.work(contents, 0);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void runAsADispatcher(Orders orders) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            try {
                if (orders.sagas().run(ID).isOver()) {
                    return;
                }
                time.pass(LEASE);
            } catch (KvorumException | TagFull e) {
                // Tries again.
            }
        }
        throw new AssertionError("never over");
    }

    @Override
    public void run() {
        placeAndRun();
    }

    @Override
    public void recover() {
        time.pass(story.away());
        restart();
        sweep();
        time.pass(LEASE);
        // The client has retried, if it was never told.
        placeAndRun();
        check();
        for (int i = 0; i < sent.size(); i++) {
            deliver(i);
        }
        for (int i = sent.size() - 1; i >= 0; i--) {
            deliver(i);
        }
    }

    SagaPhase phase() {
        return orders().checkout(ID).orElseThrow().phase();
    }

    @Override
    public void check() {
        SagaPhase phase = phase();
        assertThat(phase.isOver()).as("over").isTrue();
        boolean closed = phase == SagaPhase.CONFIRMED;
        assertThat(orders().read(ID).state().getStatus())
                .isEqualTo(closed ? OrderStatus.ORDER_STATUS_CLOSED : OrderStatus.ORDER_STATUS_CANCELLED);
        isSold("apple", closed ? APPLES : 0, story.apples());
        isSold("pear", closed ? PEARS : 0, story.pears());
        AccountState account = payments.account("alice").state();
        assertThat(AccountType.held(account)).as("money held, " + phase).isZero();
        assertThat(account.getBalanceMinor()).as("balance, " + phase).isEqualTo(story.money() - (closed ? TOTAL : 0));
        assertThat(payments.payment(ID).state().getStatus() == PaymentStatus.PAYMENT_STATUS_CAPTURED)
                .as("captured, " + phase)
                .isEqualTo(closed);
    }

    private void isSold(String sku, long quantity, long there) {
        StockState stock = inventory.read(sku).state();
        assertThat(StockType.held(stock)).as(sku + " held").isZero();
        assertThat(stock.getSold()).as(sku + " sold").isEqualTo(quantity);
        assertThat(stock.getAvailable()).as(sku + " available").isEqualTo(there - quantity);
        assertThat(StockType.imbalance(stock)).as(sku + " adds up").isZero();
    }

    /** Relays all events, and looks at the invariants of the shop. */
    void reconciles() {
        Books books = new Books(region);
        OrderViews views = new OrderViews(region, Runnable::run);
        relay(region.buckets().stock(), event -> inventory.listen(event));
        relay(region.buckets().orders(), views::apply);
        relay(region.buckets().payments(), event -> {
            books.apply(event);
            if (event.aggregate().type().equals("payment")) {
                payments.giveBack(event);
                views.apply(event);
            }
        });
        new ShopInvariants(inventory, payments, books, orders(), views, region.archive())
                .all()
                .forEach(invariant ->
                        assertThat(invariant.differences()).as(invariant.name()).isEmpty());
        assertThat(views.orders()).containsExactly(ID);
        assertThat(views.revenue().of("EUR")).isEqualTo(phase() == SagaPhase.CONFIRMED ? TOTAL : 0);
    }

    private void relay(String bucket, Transport transport) {
        try {
            for (String tag : stores.bucket(bucket).tags()) {
                long unused = region.relay(bucket, transport)
                        .relay(stores.bucket(bucket).peek(tag), 0);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

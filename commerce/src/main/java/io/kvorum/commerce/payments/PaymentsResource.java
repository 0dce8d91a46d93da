package io.kvorum.commerce.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvorum.commerce.domain.Names;
import io.kvorum.commerce.http.Call;
import io.kvorum.commerce.http.Fields;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.http.ProblemException;
import io.kvorum.commerce.http.Reply;
import io.kvorum.commerce.http.Requests;
import io.kvorum.commerce.http.Route;
import io.kvorum.commerce.http.StepBodies;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.AccountState;
import io.kvorum.commerce.record.PaymentState;
import io.kvorum.commerce.record.PaymentStatus;
import io.kvorum.commerce.store.Glance;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.idempotency.DerivedIds;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.projection.Totals;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.Time;
import java.util.List;
import java.util.Locale;

/** The HTTP of payments. */
public final class PaymentsResource {
    /** The type of the sagas that pay: those of orders. */
    private static final String SAGA = "order";

    private final Payments payments;
    private final Books books;
    private final Idempotency idempotency;
    private final Glance<PaymentState> glance;

    public PaymentsResource(Payments payments, Books books, Idempotency idempotency, Time time) {
        this.payments = payments;
        this.books = books;
        this.idempotency = idempotency;
        this.glance = new Glance<>(id -> payments.payment(id.id()), time);
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/accounts", this::open),
                Route.get("/accounts/{id}", this::account),
                Route.post("/accounts/{id}/deposits", this::deposit),
                Route.get("/payments/{id}", this::payment),
                Route.post("/payments/{id}/hold", call -> step(call, Direction.TRY)),
                Route.post("/payments/{id}/capture", call -> step(call, Direction.CONFIRM)),
                Route.post("/payments/{id}/release", call -> step(call, Direction.CANCEL)),
                Route.post("/payments/{id}/refunds", this::refund),
                Route.get("/ledger", this::ledger));
    }

    private CommandOptions options(String operation, Call call) {
        return CommandOptions.DEFAULT
                .guard(idempotency.once(Requests.idempotent(operation, call)))
                .guard(Requests.preconditions(call).onWrite());
    }

    static ObjectNode money(Money amount) {
        return Json.object().put("currency", amount.currency()).put("minor", amount.minor());
    }

    private Reply open(Call call) {
        CommandOptions options = options("open_account", call);
        Fields body = call.fields();
        String id = body.name("id", Names.NAME);
        String currency = body.currency("currency");
        body.end();
        return Reply.of(
                        201,
                        payments.execute(
                                id,
                                new AccountCommand.Open(id, currency),
                                options,
                                Json.bytes(Json.object().put("id", id).put("currency", currency))))
                .header("Location", "/accounts/" + id);
    }

    /** Always as the majority has it: what is shown as available must not be spent already. */
    private Reply account(Call call) {
        Call.Consistency unused = call.consistency();
        Aggregate<AccountState> account = payments.account(call.parameter("id", Names.NAME));
        AccountState state = account.state();
        if (!account.exists()) {
            throw new ProblemException(Kind.UNKNOWN, "there is no such account");
        }
        return Requests.read(
                call,
                account.version(),
                () -> Reply.json(
                                200,
                                Json.bytes(Json.object()
                                        .put("id", state.getId())
                                        .put("currency", state.getCurrency())
                                        .put("balanceMinor", state.getBalanceMinor())
                                        .put("heldMinor", AccountType.held(state))
                                        .put("availableMinor", AccountType.available(state))
                                        .put("version", account.version())
                                        .put("updatedAt", account.updatedAt().toString())))
                        .header("As-Of", account.updatedAt().toString()));
    }

    private Reply deposit(Call call) {
        String id = call.parameter("id", Names.NAME);
        CommandOptions options = options("deposit", call);
        Fields body = call.fields();
        Money amount = body.money("amount");
        body.end();
        ObjectNode answer = Json.object().put("account", id);
        answer.set("amount", money(amount));
        return Reply.of(201, payments.execute(id, new AccountCommand.Deposit(amount), options, Json.bytes(answer)));
    }

    private Reply payment(Call call) {
        String id = call.parameter("id", Names.DERIVED);
        Glance.Glimpse<PaymentState> seen = switch (call.consistency()) {
            case LOCAL -> glance.at(PaymentType.id(id));
            case QUORUM -> glance.fresh(PaymentType.id(id));
        };
        Aggregate<PaymentState> payment = seen.aggregate();
        if (!payment.exists()) {
            throw new ProblemException(Kind.UNKNOWN, "there is no such payment, or it has not been asked for yet");
        }
        return Requests.read(call, payment.version(), () -> Reply.json(200, Json.bytes(shown(payment))))
                .header("As-Of", seen.asOf().toString())
                .header("Age", Long.toString(seen.age().toSeconds()))
                .header("Cache-Control", "max-age=" + Glance.MAX_AGE.toSeconds());
    }

    /** As JSON says it. */
    public static String status(PaymentStatus status) {
        String name = status.name();
        return name.substring(name.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT);
    }

    private static ObjectNode shown(Aggregate<PaymentState> payment) {
        PaymentState state = payment.state();
        ObjectNode body = Json.object()
                .put("id", state.getId())
                .put("account", state.getAccount())
                .put("status", status(state.getStatus()));
        body.set("amount", money(new Money(state.getCurrency(), state.getMinor())));
        body.set("refunded", money(new Money(state.getCurrency(), state.getRefundedMinor())));
        return body.put("version", payment.version())
                .put("updatedAt", payment.updatedAt().toString());
    }

    private Reply step(Call call, Direction direction) {
        Fields body = call.fields();
        StepRequest request = StepBodies.read(call, body, SAGA, direction);
        String account = body.name("account", Names.NAME);
        Money amount = body.money("amount");
        body.end();
        boolean replayed = payments.step(request, account, amount);
        return Reply.json(
                        200,
                        Json.bytes(Json.object()
                                .put("payment", request.saga().id())
                                .put("step", request.step())))
                .replayed(replayed);
    }

    private Reply refund(Call call) {
        String id = call.parameter("id", Names.DERIVED);
        CommandOptions options = options("refund", call);
        Fields body = call.fields();
        Money amount = body.money("amount");
        body.end();
        String refund = DerivedIds.of("refund", id, Requests.key(call));
        ObjectNode answer = Json.object().put("payment", id).put("refund", refund);
        answer.set("amount", money(amount));
        return Reply.of(
                202, payments.execute(id, new PaymentCommand.Refund(refund, amount), options, Json.bytes(answer)));
    }

    private Reply ledger(Call call) {
        Totals.Sums sums = books.ledger();
        ObjectNode body = Json.object();
        ObjectNode accounts = body.putObject("sums");
        sums.sums().forEach(accounts::put);
        body.put(
                "total",
                sums.sums().values().stream().mapToLong(Long::longValue).sum());
        return Reply.json(200, Json.bytes(body.put("asOf", sums.newest().toString())))
                .header("As-Of", sums.newest().toString());
    }
}

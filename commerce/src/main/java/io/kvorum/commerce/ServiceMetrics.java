package io.kvorum.commerce;

import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.outbox.OutboxDispatcher;
import io.kvorum.integrity.outbox.OutboxRelay;
import io.kvorum.integrity.saga.SagaDispatcher;
import io.kvorum.integrity.saga.SagaListener;
import io.kvorum.integrity.saga.SagaPhase;
import io.kvorum.integrity.saga.StepRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** What a service counts of the toolkit. No label has the name of an aggregate. Safe for use by many threads. */
final class ServiceMetrics {
    private final PrometheusMeterRegistry registry;

    ServiceMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    void relay(OutboxRelay relay, OutboxDispatcher dispatcher) {
        FunctionCounter.builder(
                        "kvorum_commerce_events_delivered",
                        relay,
                        one -> one.counts().delivered())
                .description("Events that were delivered, repeated ones included")
                .register(registry);
        FunctionCounter.builder(
                        "kvorum_commerce_deliveries_failed",
                        relay,
                        one -> one.counts().failed())
                .description("Deliveries that failed, and were tried again")
                .register(registry);
        FunctionCounter.builder(
                        "kvorum_commerce_dead_letters",
                        relay,
                        one -> one.counts().dead())
                .description("Events that became dead letters")
                .register(registry);
        Gauge.builder("kvorum_commerce_outboxes_busy", dispatcher, OutboxDispatcher::busy)
                .description("Outboxes that are being relayed now")
                .register(registry);
    }

    void busySagas(SagaDispatcher runner) {
        Gauge.builder("kvorum_commerce_sagas_busy", runner, SagaDispatcher::busy)
                .description("Sagas that are under way in this process, or waited for")
                .register(registry);
    }

    /** Also to the log. */
    SagaListener sagas() {
        SagaListener log = SagaListener.log();
        return new SagaListener() {
            @Override
            public void tookOver(AggregateId saga, long token) {
                count("kvorum_commerce_sagas_taken_over", "Sagas that another run had left");
                log.tookOver(saga, token);
            }

            @Override
            public void failed(StepRequest request, int failures, RuntimeException error) {
                Counter.builder("kvorum_commerce_steps_failed")
                        .description(
                                "Steps whose answer is not known, or whose compensation failed: they are asked again")
                        .tag("step", request.step())
                        .register(registry)
                        .increment();
                log.failed(request, failures, error);
            }

            @Override
            public void cancelling(AggregateId saga, String reason) {
                count("kvorum_commerce_sagas_compensated", "Sagas that were cancelled: what was done is undone");
                log.cancelling(saga, reason);
            }

            @Override
            public void ended(AggregateId saga, SagaPhase phase, long tookMillis) {
                Timer.builder("kvorum_commerce_time_to_consistency")
                        .description("From placing an order until all participants agree")
                        .tag("end", phase == SagaPhase.CONFIRMED ? "closed" : "cancelled")
                        .publishPercentileHistogram()
                        .register(registry)
                        .record(Duration.ofMillis(Math.max(0, tookMillis)));
            }
        };
    }

    private void count(String name, String description) {
        Counter.builder(name).description(description).register(registry).increment();
    }
}

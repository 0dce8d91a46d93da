package io.kvorum.commerce.store;

import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotencyOptions;
import io.kvorum.integrity.inbox.Inbox;
import io.kvorum.integrity.inbox.InboxOptions;
import io.kvorum.integrity.outbox.DeadLetters;
import io.kvorum.integrity.outbox.OutboxRelay;
import io.kvorum.integrity.outbox.RelayOptions;
import io.kvorum.integrity.outbox.Transport;
import io.kvorum.integrity.saga.StepGuardOptions;
import io.kvorum.integrity.saga.StepGuards;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.Time;

/**
 * What a service has of its region: buckets, keys, clock, and the parts of the toolkit that stand on them. Safe for use by many threads.
 *
 * @param stores of the region's cluster
 * @param keys of this service
 * @param time of this process; nothing that must be right depends on its wall clock
 */
public record RegionStore(Buckets buckets, Stores stores, KeyRing keys, Time time) {
    /** What a process remembers of what it wrote last: as many aggregates as are busy at once. */
    private static final int REMEMBERED = 4_096;

    public String region() {
        return buckets.region();
    }

    public TagUpdates updates(String bucket) {
        return new TagUpdates(stores.tags(bucket), TagOptions.DEFAULT.time(time).remembered(REMEMBERED));
    }

    /** One for all services of the region: a read model looks up there what it has missed. */
    public EventLog archive() {
        return new ArchivedEvents(stores.tags(buckets.archive()));
    }

    public Idempotency idempotency() {
        return new Idempotency(IdempotencyOptions.DEFAULT.time(time));
    }

    public Inbox inbox() {
        return new Inbox(InboxOptions.DEFAULT, keys.verifier());
    }

    public StepGuards stepGuards() {
        return new StepGuards(StepGuardOptions.DEFAULT);
    }

    /** Those of the outboxes of a bucket. */
    public DeadLetters deadLetters(String bucket) {
        return new DeadLetters(updates(buckets.deadLetters()), bucket);
    }

    /** From the outboxes of a bucket to those who are to know. */
    public OutboxRelay relay(String bucket, Transport transport) {
        return new OutboxRelay(
                stores.tags(bucket), archive(), transport, deadLetters(bucket), RelayOptions.DEFAULT.time(time));
    }
}

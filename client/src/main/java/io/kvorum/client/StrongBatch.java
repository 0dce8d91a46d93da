package io.kvorum.client;

import io.kvorum.client.call.Replies;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.UpdateRegisterRequest;
import io.kvorum.protocol.client.UpdateRegisterRequest.Change;
import io.kvorum.protocol.client.UpdateRegisterRequest.Condition;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Conditions and changes over keys of one {@code {tag}}, made as one version or not at all. Not thread-safe; {@link #commit}
 * may be called once.
 */
public final class StrongBatch<K, V> {
    private final StrongBucket<K, V> bucket;
    private final UpdateRegisterRequest.Builder update = UpdateRegisterRequest.newBuilder();
    private Optional<Bytes> anyKey = Optional.empty();
    private Optional<WriteId> retryOf = Optional.empty();

    StrongBatch(StrongBucket<K, V> bucket) {
        this.bucket = bucket;
    }

    public StrongBatch<K, V> ifAbsent(K key) {
        update.addConditions(condition(key).setAbsent(true));
        return this;
    }

    public StrongBatch<K, V> ifPresent(K key) {
        update.addConditions(condition(key).setPresent(true));
        return this;
    }

    /** @param version of an earlier answer about this key */
    public StrongBatch<K, V> ifVersion(K key, long version) {
        update.addConditions(condition(key).setVersion(version));
        return this;
    }

    /** For a key of the tag that is not of this bucket's key type, such as that of a lease. @param version of an earlier answer about it */
    public StrongBatch<K, V> ifVersionOf(Bytes key, long version) {
        update.addConditions(Condition.newBuilder().setKey(Replies.toWire(key)).setVersion(version));
        return this;
    }

    public StrongBatch<K, V> ifValue(K key, V value) {
        update.addConditions(condition(key).setValue(Replies.toWire(bucket.encodeValue(value))));
        return this;
    }

    public StrongBatch<K, V> put(K key, V value) {
        update.addChanges(change(key).setValue(Replies.toWire(bucket.encodeValue(value))));
        return this;
    }

    public StrongBatch<K, V> delete(K key) {
        update.addChanges(change(key));
        return this;
    }

    /**
     * Asks again for an update whose outcome is unknown, also after a restart of the application: it is made once, and what became
     * of the earlier attempt is told. Conditions and changes must be the same.
     *
     * @param writeId of {@link OutcomeUnknown#writeId()}
     */
    public StrongBatch<K, V> retryOf(WriteId writeId) {
        retryOf = Optional.of(writeId);
        return this;
    }

    private Condition.Builder condition(K key) {
        return Condition.newBuilder().setKey(Replies.toWire(bucket.encodeKey(key)));
    }

    private Change.Builder change(K key) {
        Bytes bytes = bucket.encodeKey(key);
        anyKey = Optional.of(bytes);
        return Change.newBuilder().setKey(Replies.toWire(bytes));
    }

    /**
     * Makes all changes if all conditions hold.
     *
     * @throws PreconditionFailed if one does not
     * @throws OutcomeUnknown if it may have been made
     * @throws IllegalStateException if nothing is to be changed
     */
    public Updated commit() {
        return pending().await("update in bucket " + bucket.name(), true);
    }

    public CompletionStage<Updated> commitAsync() {
        return pending().stage();
    }

    private Pending<Response, Updated> pending() {
        return retryOf.map(id -> bucket.repeat(key(), update.setIsRetry(true).build(), id))
                .orElseGet(() -> bucket.start(key(), update.build()));
    }

    private Bytes key() {
        return anyKey.orElseThrow(() -> new IllegalStateException("a batch changes at least one key"));
    }
}

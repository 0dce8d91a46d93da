package io.kvorum.harness.demo;

import io.kvorum.client.Bucket;
import io.kvorum.client.Codec;
import io.kvorum.client.Context;
import io.kvorum.client.Deleted;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.Siblings;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.harness.verifier.Ledger;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The demo's bucket: every write goes through the ledger. Safe for use by many threads. */
final class DemoData {
    static final String BUCKET = "unicode";

    /** What a read or write has shown of a key, and the token to write with. */
    record Seen(List<String> values, Context context) {}

    private final Bucket<String, String> bucket;
    private final Ledger ledger;

    DemoData(KvorumClient client, Ledger ledger) {
        this.bucket = client.bucket(BUCKET, Codec.utf8(), Codec.utf8());
        this.ledger = ledger;
    }

    Bucket<String, String> bucket() {
        return bucket;
    }

    Seen read(String key) {
        Siblings<String> found = bucket.siblings(key);
        return new Seen(found.values(), found.context());
    }

    /**
     * Writes a value that was never used for this key.
     *
     * @param seen replaced by it; of an empty context nothing is
     */
    Written put(String key, String value, Seen seen) {
        ledger.begin(key, value, false, seen.values());
        try {
            Written written = bucket.put(key, value, WriteOptions.DEFAULT.context(seen.context()));
            ledger.acknowledged(key, value);
            return written;
        } catch (RuntimeException e) {
            failed(key, value, e);
            throw e;
        }
    }

    /** As {@link #put} of a key that nobody has written, without waiting. */
    CompletionStage<Written> putNew(String key, String value) {
        ledger.begin(key, value, false, List.of());
        return bucket.putAsync(key, value).whenComplete((written, error) -> {
            if (error == null) {
                ledger.acknowledged(key, value);
            } else {
                failed(key, value, error);
            }
        });
    }

    /** @param name of this delete, never used for this key */
    Deleted delete(String key, String name, Seen seen) {
        ledger.begin(key, name, true, seen.values());
        try {
            Deleted deleted = bucket.delete(key, WriteOptions.DEFAULT.context(seen.context()));
            ledger.acknowledged(key, name);
            return deleted;
        } catch (RuntimeException e) {
            failed(key, name, e);
            throw e;
        }
    }

    private void failed(String key, String name, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        Outcome outcome = cause instanceof KvorumException known ? known.outcome() : Outcome.UNKNOWN;
        switch (outcome) {
            case APPLIED -> ledger.acknowledged(key, name);
            case NOT_APPLIED -> ledger.notApplied(key, name);
            case UNKNOWN -> ledger.unknown(key, name);
        }
    }

    /** The kind of a failure, for counting. */
    static String kind(RuntimeException failure) {
        return failure instanceof KvorumException known
                ? known.getClass().getSimpleName() + " " + known.outcome()
                : failure.getClass().getSimpleName();
    }
}

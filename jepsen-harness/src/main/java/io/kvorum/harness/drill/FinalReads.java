package io.kvorum.harness.drill;

import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Versioned;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.live.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When all is quiet and all nodes are up: what each key is, and what each node has of it by itself. */
final class FinalReads {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> keys;
    private final Function<KvorumClient, StrongBucket<String, String>> bucket;
    /** The last value of each key that was read. */
    private final SortedMap<String, Answer.Present> last = new TreeMap<>();

    FinalReads(List<String> keys, Function<KvorumClient, StrongBucket<String, String>> bucket) {
        this.keys = keys;
        this.bucket = bucket;
    }

    /**
     * Reads each key, linearizably, until it is answered; these reads are a part of the history.
     *
     * @return how many were not
     */
    int readAll(KvorumClient client, long process, Recorder recorder) {
        Deadline deadline = Deadline.in(PATIENCE);
        int missing = 0;
        for (String key : keys) {
            boolean answered = false;
            do {
                Operation read = recorder.operate(
                                recorder.get(process, key),
                                get -> StrongCalls.call(bucket.apply(client), get, recorder.clock()))
                        .operation();
                if (read.answer() instanceof Answer.Present present) {
                    last.put(key, present);
                    answered = true;
                }
            } while (!answered && !deadline.isPast());
            missing += answered ? 0 : 1;
        }
        return missing;
    }

    /** @param client reaches this node only */
    NodeCopies readAt(int node, KvorumClient client) {
        int same = 0;
        int behind = 0;
        int other = 0;
        int unanswered = 0;
        for (String key : keys) {
            try {
                Optional<Versioned<String>> copy = bucket.apply(client).getPossiblyStale(key);
                Answer.@Nullable Present now = last.get(key);
                if (copy.isPresent() && !copy.get().receipt().primaries().equals(List.of(node))) {
                    unanswered++;
                } else if (now == null) {
                    other++;
                } else if (version(now)
                        .equals(copy.map(value -> OptionalLong.of(value.version()))
                                .orElse(OptionalLong.empty()))) {
                    same++;
                } else if (copy.isEmpty()
                        || copy.get().version() < now.version().orElse(Long.MAX_VALUE)) {
                    behind++;
                } else {
                    other++;
                }
            } catch (KvorumException e) {
                unanswered++;
            }
        }
        return new NodeCopies(node, same, behind, other, unanswered);
    }

    private static OptionalLong version(Answer.Present present) {
        return present.version();
    }
}

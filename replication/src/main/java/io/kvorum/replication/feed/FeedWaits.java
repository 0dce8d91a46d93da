package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.request.ClientRequest.ReadFeed;
import io.kvorum.replication.shard.ReplyTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The questions that wait for a change, by number and by partition: a step looks at those of the partitions that it changed. */
final class FeedWaits {
    private final Map<Long, Wait> byNumber = new TreeMap<>();
    private final Map<Integer, PartitionWaits> byPartition = new TreeMap<>();

    /**
     * @param position up to its dots there is nothing for who asks
     * @param deadlineNanos of who asks
     */
    record Wait(ReplyTarget target, ReadFeed question, FeedPosition position, long deadlineNanos) {}

    /** Those of one partition. */
    static final class PartitionWaits {
        private final int partition;
        private final Set<Long> numbers = new TreeSet<>();
        /** The clock that all of them have been compared with. */
        private DotSet clock;

        private PartitionWaits(int partition, DotSet clock) {
            this.partition = partition;
            this.clock = clock;
        }

        int number() {
            return partition;
        }

        /** Is this another clock than the last one? */
        boolean isNews(DotSet now) {
            boolean news = clock != now;
            clock = now;
            return news;
        }

        List<Long> waiting() {
            return new ArrayList<>(numbers);
        }
    }

    int size() {
        return byNumber.size();
    }

    boolean has(long number) {
        return byNumber.containsKey(number);
    }

    Wait get(long number) {
        Wait wait = byNumber.get(number);
        if (wait == null) {
            throw new IllegalStateException("question " + number + " does not wait");
        }
        return wait;
    }

    /** @param clock what the question has been compared with, in this step */
    void add(long number, Wait wait, DotSet clock) {
        byNumber.put(number, wait);
        int partition = wait.question().partition();
        byPartition
                .computeIfAbsent(partition, p -> new PartitionWaits(p, clock))
                .numbers
                .add(number);
    }

    void moved(long number, FeedPosition position) {
        Wait wait = get(number);
        byNumber.put(number, new Wait(wait.target(), wait.question(), position, wait.deadlineNanos()));
    }

    void remove(long number) {
        Wait wait = get(number);
        byNumber.remove(number);
        PartitionWaits waits = byPartition.get(wait.question().partition());
        if (waits != null) {
            waits.numbers.remove(number);
        }
    }

    /** In which there may be questions. Some may be removed meanwhile, none added. */
    Collection<PartitionWaits> partitions() {
        return byPartition.values();
    }

    /** To be called when {@link #partitions} have been gone through, not before. */
    void dropEmpty() {
        byPartition.values().removeIf(waits -> waits.numbers.isEmpty());
    }
}

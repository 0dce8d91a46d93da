package io.kvorum.client.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that the test moves; what is due runs then, on the test's thread. A sleep moves it as well. */
final class ManualTime implements LeaseTime {
    private long now = Long.MAX_VALUE - 5_000_000_000L;
    private final List<Task> tasks = new ArrayList<>();

    private record Task(long at, Runnable work) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void sleep(long nanos) {
        advance(Duration.ofNanos(nanos));
    }

    @Override
    public Runnable schedule(long delayNanos, Runnable work) {
        Task task = new Task(now + delayNanos, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    int scheduled() {
        return tasks.size();
    }

    void advance(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            List<Task> due = tasks.stream()
                    .filter(task -> task.at() - end <= 0)
                    .sorted(Comparator.comparingLong(task -> task.at() - end))
                    .toList();
            if (due.isEmpty()) {
                break;
            }
            Task first = due.get(0);
            tasks.remove(first);
            now = Math.max(0, first.at() - now) + now;
            first.work().run();
        }
        now = end;
    }
}

package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.directory.DataDirectory;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.core.Event;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActorRenewalTest {
    private static final StoreOptions SMALL = new StoreOptions(16 << 20, 8 << 20, 1);

    @TempDir
    Path parent;

    private final Deque<Runnable> slowWork = new ArrayDeque<>();
    private final List<Event> told = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int connections;
    private DataDirectory directory;
    private ActorRenewal renewal;

    @BeforeEach
    void open() {
        directory = DataDirectory.open(parent.resolve("data"), "c", 1, SMALL);
        renewal = new ActorRenewal(
                directory, slowWork::add, told::add, () -> connections++, (where, cause) -> failures.add(where));
    }

    @AfterEach
    void close() {
        directory.close();
        assertThat(failures).isEmpty();
    }

    private void work() {
        for (Runnable next = slowWork.poll(); next != null; next = slowWork.poll()) {
            next.run();
        }
    }

    @Test
    void theNodeIsDoubtedAtOnceAndRenewedWhenThatIsDurable() {
        Actor old = directory.actor();
        renewal.renew(old, "a peer says so");
        assertThat(told).containsExactly(new Event.ActorDoubted());
        assertThat(directory.actor()).isEqualTo(old);
        work();
        assertThat(directory.actor()).isNotEqualTo(old);
        assertThat(told).containsExactly(new Event.ActorDoubted(), new Event.ActorTaken(directory.actor()));
        assertThat(connections).isEqualTo(1);
    }

    /** Its peers find the same old copy at their own times; some of what they say is about the actor before. */
    @Test
    void whatIsReportedLateDoesNotRenewItTwice() {
        Actor old = directory.actor();
        renewal.renew(old, "one peer says so");
        work();
        Actor fresh = directory.actor();
        Actor acceptor = directory.acceptor();
        renewal.renew(old, "another peer said so meanwhile");
        work();
        assertThat(directory.actor()).isEqualTo(fresh);
        assertThat(directory.acceptor()).isEqualTo(acceptor);
        assertThat(told).hasSize(2);
        assertThat(connections).isEqualTo(1);
    }

    @Test
    void reportsAtOneTimeRenewItOnceAndEveryDoubtEnds() {
        Actor old = directory.actor();
        renewal.renew(old, "one peer says so");
        renewal.renew(old, "another one, too");
        work();
        assertThat(told)
                .containsExactly(
                        new Event.ActorDoubted(),
                        new Event.ActorDoubted(),
                        new Event.ActorTaken(directory.actor()),
                        new Event.ActorTaken(directory.actor()));
    }

    @Test
    void theFreshOneIsRenewedIfItIsFoundOldItself() {
        renewal.renew(directory.actor(), "restored");
        work();
        Actor fresh = directory.actor();
        renewal.renew(fresh, "restored once more");
        work();
        assertThat(directory.actor()).isNotEqualTo(fresh);
    }
}

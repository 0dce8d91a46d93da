package io.kvorum.harness.sim;

import io.kvorum.harness.checker.RegisterCheck;
import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Clients of a strong bucket beside those of the eventual one, and the judgement of what they were told. */
final class RegisterClients {
    static final String BUCKET = "strong";
    private static final long SECOND = 1_000_000_000L;
    private static final int RUNS_PERCENT = 55;
    private static final int CLIENTS = 4;
    private static final int OPERATIONS_SHARE = 5;
    private static final int FORK = 88;
    private static final int FEED_FORK = 89;
    private static final int FOLLOWED_PERCENT = 75;
    /** With so many replicas a majority of the others need not tell of what a lost one had promised. */
    private static final int WIDE = 5;

    private static final long LAST_READS_NANOS = 30 * SECOND;

    private final SimWorld world;
    private final Coverage coverage;
    private final SimRandom random;
    private final boolean runs;
    /** The run is about registers, more than about anything else. */
    private final boolean busy;

    private final List<RegisterOp> history = new ArrayList<>();
    private final List<RegisterClient> clients = new ArrayList<>();
    private Optional<RegisterFollowers> followers = Optional.empty();
    private int running;

    /** In some of the runs there are none. */
    RegisterClients(SimWorld world, Coverage coverage, boolean busy) {
        this.world = world;
        this.coverage = coverage;
        this.random = new SimRandom(world.config().seed()).fork(FORK);
        this.busy = busy;
        this.runs = random.chance(RUNS_PERCENT) || busy;
    }

    boolean runs() {
        return runs;
    }

    Map<String, String> properties(Map<String, String> eventual) {
        Map<String, String> strong = new TreeMap<>(Map.of("kind", "strong"));
        boolean wide = busy
                && world.config().nodes() >= WIDE
                && !eventual.getOrDefault("placement", "3").contains("=");
        strong.put("placement", wide ? Integer.toString(WIDE) : eventual.getOrDefault("placement", "3"));
        if (random.fork(FEED_FORK).chance(FOLLOWED_PERCENT)) {
            strong.put("feed", "true");
        }
        return strong;
    }

    void start(int operations) {
        if (!runs) {
            return;
        }
        followers = Optional.of(new RegisterFollowers(world, coverage, BUCKET, history));
        followers.get().start();
        running = CLIENTS;
        for (int number = 0; number < CLIENTS; number++) {
            RegisterClient client =
                    new RegisterClient(world, coverage, random.fork(number), number, history, () -> running--, busy);
            clients.add(client);
            client.start(operations / (busy ? 1 : OPERATIONS_SHARE) / CLIENTS);
        }
    }

    boolean isRunning() {
        return running > 0;
    }

    /**
     * All nodes are there and nothing goes wrong any more: consumers must have been shown everything, and each key must be
     * readable, through whichever node.
     *
     * @param excused as in {@link RegisterFollowers#judge}
     */
    void judge(Set<String> excused) {
        if (!runs) {
            return;
        }
        followers.ifPresent(following -> following.judge(excused));
        if (!world.violations().isEmpty()) {
            return;
        }
        int[] open = {0};
        for (int node = 1; node <= world.config().nodes(); node++) {
            RegisterClient reader =
                    new RegisterClient(world, coverage, random.fork(100 + node), node, history, () -> {}, false);
            for (String key : RegisterClient.KEYS) {
                open[0]++;
                reader.readFinally(key, node, () -> open[0]--);
            }
        }
        boolean ended = world.runWhile(() -> open[0] > 0, world.now() + LAST_READS_NANOS);
        if (!ended && world.violations().isEmpty()) {
            world.violate(Violation.Kind.STUCK, "", "registers cannot be read although nothing is wrong");
        }
        if (world.violations().isEmpty()) {
            for (Violation violation : RegisterCheck.check(history)) {
                world.violate(violation.kind(), violation.key(), violation.text());
            }
        }
    }

    /** For other checkers. */
    List<Operation> history() {
        return RegisterHistory.of(history);
    }
}

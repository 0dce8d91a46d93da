package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.harness.checker.HistoryChecker;
import io.kvorum.harness.checker.TypedCheck;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One run: found the cluster, let clients and faults loose, heal, wait until all is quiet, judge. */
final class Simulation {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MAX_FAULT_PHASE = 600 * SECOND;
    private static final long MAX_SETTLING = 60 * SECOND;
    private static final double CODEC_PERCENT = 3;
    private static final int ROT_PERCENT = 50;
    private static final int ROT = 3;
    private static final int ROT_ELSEWHERE = 33;
    /** What a row that vanished in the midst of it all may bring about; that its removal is undone, or that replicas differ, is not. */
    private static final Set<Violation.Kind> OF_HARM = EnumSet.of(
            Violation.Kind.LOST_WRITE,
            Violation.Kind.WRONG_VALUE,
            Violation.Kind.SESSION,
            Violation.Kind.WENT_BACK,
            Violation.Kind.HIDDEN,
            Violation.Kind.EXPIRED_EARLY,
            Violation.Kind.OLDER_THAN_SAID,
            Violation.Kind.STALE_READ);

    private final SimOptions options;
    private final Profile profile;
    private final Layout layout;
    private final SimWorld world;
    private final Ledger ledger;
    private final Coverage coverage;
    private final CatalogueClient buckets;
    private final Tokens tokens;
    private final FaultInjector faults;
    private final SortedSet<String> harmedAmongFaults = new TreeSet<>();
    private final RegisterClients registers;
    private Optional<FeedConsumers> consumers = Optional.empty();
    private long settledMillis;

    Simulation(SimOptions options, MessageCodec codec, boolean recording) {
        this.options = options;
        this.profile = options.effectiveProfile();
        this.layout = Layout.draw(options.seed(), profile);
        WorldConfig config = new WorldConfig(
                options.seed(),
                layout.founding(),
                layout.shards(),
                Layout.MAX_CLOCK_ERROR_MILLIS,
                layout.limits(),
                options.planted(),
                codec);
        this.world = new SimWorld(config, recording);
        this.ledger = new Ledger(world, new TypedRun(layout.type(), options.planted()));
        this.coverage = new Coverage(world, ledger);
        this.registers = new RegisterClients(world, coverage, profile == Profile.REGISTERS);
        Catalogue catalogue = new Catalogue(world);
        this.buckets = new CatalogueClient(world, catalogue, coverage);
        this.tokens = new Tokens(world);
        Mischief mischief = new Mischief(world, ledger, tokens, coverage);
        ExpiryFaults expiryFaults = new ExpiryFaults(world, layout, ledger.expiries());
        this.faults = new FaultInjector(world, ledger, coverage, catalogue, buckets, mischief, expiryFaults);
        world.watch(new Watches(List.of(catalogue, ledger, coverage, new RowWatch(world, ledger), faults)));
        world.harm().tell(coverage::met);
        world.network().codecPercent = codec == MessageCodec.NONE ? 0 : CODEC_PERCENT;
    }

    SimResult run() {
        try {
            live();
        } catch (MalformedBytesException e) {
            world.violate(
                    Violation.Kind.BUG, "", "what a disk holds is taken as it is, and is nothing: " + e.getMessage());
        }
        List<Violation> violations = new ArrayList<>(world.violations());
        if (violations.isEmpty()) {
            violations.addAll(judge());
        }
        return result(violations);
    }

    private void live() {
        world.bootAll();
        if (foundBucket()) {
            consumers = Optional.of(new FeedConsumers(world, coverage, Plan.BUCKET));
            consumers.get().start();
            operate();
        }
        if (world.violations().isEmpty()) {
            faults.heal();
            settle();
        }
        if (world.violations().isEmpty()) {
            rot();
        }
        if (world.violations().isEmpty()) {
            consumers.ifPresent(following -> following.judge(harmedAmongFaults));
        }
        if (world.violations().isEmpty()) {
            registers.judge(harmedAmongFaults);
        }
        if (world.violations().isEmpty()) {
            buckets.judge();
        }
    }

    /** The bucket is created through the first node, and spreads to the others. */
    private boolean foundBucket() {
        world.runFor(SECOND);
        boolean found = found(Plan.BUCKET, layout.bucketProperties())
                && (!registers.runs()
                        || found(RegisterClients.BUCKET, registers.properties(layout.bucketProperties())));
        if (found) {
            world.topology(world.node(1).topology());
        }
        return found;
    }

    private boolean found(String name, Map<String, String> properties) {
        world.node(world.config().founding().metadataNode())
                .request(new ClientRequest.CreateBucket(name, properties), 5 * SECOND, new ReplySink() {
                    @Override
                    public void reply(ClientReply reply) {
                        if (!(reply instanceof ClientReply.BucketChanged)) {
                            world.violate(Violation.Kind.BUG, "", "the bucket cannot be created: " + reply);
                        }
                    }

                    @Override
                    public void broken() {}
                });
        boolean known = world.runWhile(
                () -> world.nodes().stream()
                        .anyMatch(node -> node.topology().bucket(name).isEmpty()),
                world.now() + 20 * SECOND);
        if (!known) {
            world.violate(Violation.Kind.BUG, "", "the new bucket did not spread to all nodes");
            return false;
        }
        return true;
    }

    private void operate() {
        Plan plan = Plan.draw(options, profile, layout).kept(options);
        List<SimClient> clients = new ArrayList<>();
        int[] running = {Plan.CLIENTS};
        for (int number = 0; number < Plan.CLIENTS; number++) {
            int client = number;
            List<Op> own =
                    plan.ops().stream().filter(op -> op.client() == client).toList();
            clients.add(new SimClient(world, ledger, tokens, coverage, client, own, () -> running[0]--));
        }
        clients.forEach(SimClient::start);
        registers.start(options.operations());
        faults.schedule(plan.faults());
        boolean ended = world.runWhile(() -> running[0] > 0 || registers.isRunning(), world.now() + MAX_FAULT_PHASE);
        if (!ended && world.violations().isEmpty()) {
            world.violate(Violation.Kind.BUG, "", "the clients did not come to an end");
        }
    }

    /** Quiet until all replicas are equal, and a little longer. */
    private void settle() {
        long healed = world.now();
        // Late duplicates and hints are still under way.
        world.runFor(2 * SECOND);
        Optional<String> missing = Optional.of("");
        while (missing.isPresent()
                && world.now() < healed + MAX_SETTLING
                && world.violations().isEmpty()) {
            world.runFor(500 * MILLI);
            missing = world.violations().isEmpty() ? Settlement.missing(world) : missing;
        }
        settledMillis = (world.now() - healed) / MILLI;
        missing.ifPresent(text -> world.violate(
                Violation.Kind.DIVERGED, "", "not settled after " + settledMillis + " ms without faults: " + text));
        world.runFor(3 * SECOND);
    }

    /** When all is equal and nobody writes, rows vanish at one node and change at several: they must come back, each of them. */
    private void rot() {
        harmedAmongFaults.addAll(world.harm().names());
        SimRandom random = new SimRandom(options.seed()).fork(ROT);
        if (random.chance(ROT_PERCENT)) {
            SimNode node = world.node(1 + random.below(world.config().nodes()));
            for (int i = 1 + random.below(3); i > 0; i--) {
                world.harm().loseRow(node, random.below(1 << 20));
            }
            for (int i = random.below(3); i > 0; i--) {
                world.harm().changeRow(node, random.next() >>> 1, key -> true);
            }
            rotElsewhere(node, new SimRandom(options.seed()).fork(ROT_ELSEWHERE));
            world.runFor(SECOND);
            settle();
        }
    }

    /** What vanished at one node must not be damaged at those that have it: nothing tells that the hole is not a removal. */
    private void rotElsewhere(SimNode node, SimRandom random) {
        for (SimNode other : world.nodes()) {
            if (other != node && random.chance(ROT_PERCENT)) {
                world.harm()
                        .changeRow(
                                other,
                                random.next() >>> 1,
                                key -> !world.harm().isHarmed(key)
                                        && world.harm().survives(other, key));
            }
        }
    }

    private List<Violation> judge() {
        List<Inspector.View> views =
                world.nodes().stream().map(Inspector::running).toList();
        for (SimNode node : world.nodes()) {
            for (ClientReply.HintView hint : Inspector.hints(node)) {
                excuseSetAside(node, hint);
            }
        }
        List<Violation> found = new ArrayList<>(HistoryChecker.check(ledger.history(views)));
        TypedRun typed = ledger.typed();
        found.addAll(TypedCheck.check(typed::cellOf, typed.own(), ledger.history(views), typed::reading));
        found.removeIf(violation -> OF_HARM.contains(violation.kind()) && harmedAmongFaults.contains(violation.key()));
        found.addAll(TreeCheck.check(world));
        found.addAll(ElementCheck.check(world));
        found.addAll(ExpiryCheck.check(world));
        found.addAll(CounterCheck.check(world, ledger, views));
        found.forEach(violation -> world.trace().line(world.now(), violation.key(), () -> "VIOLATION " + violation));
        return found;
    }

    /** A sloppy write is promised only as long as its window; a hint that came too late is kept aside. */
    private void excuseSetAside(SimNode node, ClientReply.HintView hint) {
        if (!hint.setAside()) {
            world.violate(
                    Violation.Kind.DIVERGED,
                    hint.key().toUtf8(),
                    "node " + node.number() + " still keeps the hint of " + hint.writeId());
        }
        ledger.writes().stream()
                .filter(write -> write.id.equals(hint.writeId()))
                .forEach(write -> write.excused = true);
    }

    private SimResult result(List<Violation> violations) {
        int acknowledged = 0;
        int notApplied = 0;
        for (WriteState write : ledger.writes()) {
            acknowledged += write.result == Write.Result.ACKNOWLEDGED ? 1 : 0;
            notApplied += write.result == Write.Result.NOT_APPLIED ? 1 : 0;
        }
        world.trace().hash(violations.size());
        world.trace().hash(world.events());
        return new SimResult(
                options,
                profile,
                layout.nodes(),
                new SimResult.Counts(
                        ledger.reads().size(),
                        acknowledged,
                        notApplied,
                        ledger.writes().size() - acknowledged - notApplied),
                world.events(),
                world.now() / MILLI,
                settledMillis,
                faults.counts(),
                coverage.counts(),
                world.trace().value(),
                violations,
                violations.isEmpty() ? List.of() : registers.history(),
                violations.isEmpty()
                        ? List.of()
                        : world.trace().story(violations.get(0).key()));
    }
}

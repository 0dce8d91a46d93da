package io.kvorum.harness.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.ThreeNodes;
import io.kvorum.integrity.outbox.StrongTagFeed;
import io.kvorum.integrity.saga.Saga;
import io.kvorum.integrity.saga.SagaDispatcher;
import io.kvorum.integrity.saga.SagaOptions;
import io.kvorum.integrity.saga.SagaPhase;
import io.kvorum.integrity.saga.SagaStep;
import io.kvorum.integrity.saga.SagaType;
import io.kvorum.integrity.saga.Sagas;
import io.kvorum.integrity.saga.StepCall;
import io.kvorum.integrity.saga.StepGuardOptions;
import io.kvorum.integrity.saga.StepGuards;
import io.kvorum.integrity.saga.StepRefused;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.StrongTagStore;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sagas on three nodes: a node is killed, the process that runs them ends, messages come twice and answers are lost. */
class SagaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int SAGAS = 40;
    private static final int STOCK = 25;
    private static final int MONEY = 30;

    @TempDir
    static Path folder;

    /** A participant: one thing for each saga, as long as there are some. */
    private static final class Shelf {
        private static final StepGuards GUARDS = new StepGuards(StepGuardOptions.DEFAULT);
        private final String tag;
        private final TagUpdates updates;
        private final AtomicInteger calls = new AtomicInteger();

        Shelf(KvorumClient client, String tag) {
            this.tag = tag;
            this.updates = new TagUpdates(StrongTagStore.of(client, "shelves"), TagOptions.DEFAULT);
        }

        void fill(int things) {
            boolean unused = updates.update(tag, view -> Step.write(new TagWrite().put("free", number(things)), true));
        }

        private static Bytes number(int things) {
            return Bytes.ofUtf8(Integer.toString(things));
        }

        static int free(TagContents contents) {
            return Integer.parseInt(contents.value("free").orElseThrow().toUtf8());
        }

        /** Each message comes twice, and every fifth answer is lost. */
        Bytes ask(StepRequest request) {
            Bytes first = handle(request);
            assertThat(handle(request)).as("told again").isEqualTo(first);
            if (calls.incrementAndGet() % 5 == 0) {
                throw new IllegalStateException("no answer");
            }
            return first;
        }

        private Bytes handle(StepRequest request) {
            TagGuard guard = GUARDS.of(request);
            return updates.update(tag, view -> {
                var known = guard.before(view);
                if (known.isPresent()) {
                    return Step.done(known.get());
                }
                TagWrite write = effect(request, view);
                Bytes outcome = Bytes.ofUtf8(request.direction() + " at " + view.commit());
                guard.addTo(write, view, outcome);
                return Step.write(write, outcome);
            });
        }

        private static TagWrite effect(StepRequest request, TagView view) {
            String held = "held-" + request.saga().id();
            String taken = "taken-" + request.saga().id();
            int free = free(view.contents());
            boolean isHeld = view.contents().entry(held).isPresent();
            boolean isTaken = view.contents().entry(taken).isPresent();
            return switch (request.direction()) {
                case TRY -> {
                    if (free == 0) {
                        throw new StepRefused("nothing is left");
                    }
                    yield new TagWrite().put("free", number(free - 1)).put(held, number(1));
                }
                case CONFIRM -> {
                    if (!isHeld) {
                        throw new StepRefused("it is not held");
                    }
                    yield new TagWrite().delete(held).put(taken, number(1));
                }
                case CANCEL ->
                    new TagWrite()
                            .put("free", number(isHeld || isTaken ? free + 1 : free))
                            .delete(held)
                            .delete(taken);
            };
        }

        Set<String> named(String prefix) {
            Set<String> ids = new TreeSet<>();
            updates.read(tag).startingWith(prefix).keySet().forEach(name -> ids.add(name.substring(prefix.length())));
            return ids;
        }
    }

    /** As one process has it. */
    private static Sagas<String> sagas(KvorumClient client) {
        Shelf stock = new Shelf(client, "stock");
        Shelf money = new Shelf(client, "money");
        SagaType<String> type = new SagaType<>(
                "checkout",
                DEADLINE,
                Codec.utf8(),
                List.of(
                        hold("stock", input -> stock.ask(input.request())),
                        hold("money", input -> money.ask(input.request()))));
        return new Sagas<>(
                new TagUpdates(StrongTagStore.of(client, "sagas"), TagOptions.DEFAULT),
                type,
                SagaOptions.DEFAULT.leaseFor(Duration.ofSeconds(2)));
    }

    private static SagaStep<String> hold(String name, StepCall<String> call) {
        return new SagaStep.Hold<>(
                name,
                new SagaStep.Try<>(DEADLINE.multipliedBy(3), call),
                new SagaStep.Confirm<>(call),
                new SagaStep.Cancel<>(call));
    }

    private static SagaDispatcher dispatcher(KvorumClient client) {
        return new SagaDispatcher(
                StrongTagFeed.ofGroup(client, "sagas", "runners", "runners-state"), sagas(client), 64);
    }

    private static void start(Sagas<String> sagas, int number) {
        while (true) {
            try {
                Saga<String> unused = sagas.start("s" + number, "order");
                return;
            } catch (KvorumException e) {
                // The client asks again: it is started once.
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @Timeout(300)
    void allParticipantsAgreeWhileANodeAndARunnerDie() throws Exception {
        try (LocalCluster cluster = ThreeNodes.start(folder);
                KvorumClient client = ThreeNodes.connect(cluster, Duration.ofSeconds(60));
                KvorumClient second = ThreeNodes.connect(cluster, Duration.ofSeconds(60))) {
            client.admin().createBucket("sagas", Map.of("kind", "strong", "feed", "true"));
            client.admin().createBucket("shelves", Map.of("kind", "strong"));
            client.admin().createBucket("runners-state", Map.of());
            Shelf stock = new Shelf(client, "stock");
            Shelf money = new Shelf(client, "money");
            stock.fill(STOCK);
            money.fill(MONEY);
            Sagas<String> sagas = sagas(client);
            try (SagaDispatcher survivor = dispatcher(client)) {
                SagaDispatcher victim = dispatcher(second);
                for (int i = 0; i < SAGAS; i++) {
                    start(sagas, i);
                    if (i == SAGAS / 3) {
                        cluster.kill(2);
                    } else if (i == SAGAS / 2) {
                        victim.close();
                    }
                }
                cluster.start(2);
                cluster.awaitReady(2, PATIENCE);
                for (int i = 0; i < SAGAS; i++) {
                    String id = "s" + i;
                    await().ignoreExceptions()
                            .atMost(PATIENCE)
                            .until(() -> sagas.read(id).orElseThrow().isOver());
                }
                await().atMost(PATIENCE).until(() -> survivor.busy() == 0);
            }
            Set<String> confirmed = new TreeSet<>();
            for (int i = 0; i < SAGAS; i++) {
                if (sagas.read("s" + i).orElseThrow().phase() == SagaPhase.CONFIRMED) {
                    confirmed.add("s" + i);
                }
            }
            assertThat(confirmed).isNotEmpty().hasSizeLessThanOrEqualTo(STOCK);
            for (Shelf shelf : List.of(stock, money)) {
                assertThat(shelf.named("held-")).isEmpty();
                assertThat(shelf.named("taken-")).isEqualTo(confirmed);
                assertThat(Shelf.free(shelf.updates.read(shelf.tag)))
                        .isEqualTo((shelf == stock ? STOCK : MONEY) - confirmed.size());
            }
        }
    }
}

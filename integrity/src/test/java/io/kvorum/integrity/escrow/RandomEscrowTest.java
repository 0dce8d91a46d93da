package io.kvorum.integrity.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random requests in two or three regions whose ways to each other are cut and heal, with answers that get lost; against a model that only
 * knows which requests were made.
 */
class RandomEscrowTest {
    private static final String KEY = "tickets";
    private static final int SEEDS = 400;
    private static final int STEPS = 150;

    /** What a request does to a region, once it is made. */
    private record Effect(String region, long allocated, long spent) {}

    /** A request that can be asked for again. */
    private interface Doing {
        void by(Escrow escrow, RequestOptions request);
    }

    private record Asked(String id, String home, Effect effect, Doing doing) {}

    private static final class World {
        final SplittableRandom random;
        final List<String> regions;
        final Map<String, FakeTagStore> stores = new LinkedHashMap<>();
        final Map<String, Escrow> processes = new HashMap<>();
        final Set<String> cuts = new HashSet<>();
        final List<Asked> unknown = new ArrayList<>();
        final List<Asked> known = new ArrayList<>();
        final SortedMap<String, Long> allocated = new TreeMap<>();
        final SortedMap<String, Long> spent = new TreeMap<>();
        final ManualTime time = new ManualTime();
        boolean answersGetLost = true;
        int asked;
        int refused;

        World(long seed) {
            random = new SplittableRandom(seed);
            regions = random.nextBoolean() ? List.of("eu", "us") : List.of("ap", "eu", "us");
            for (String region : regions) {
                FakeTagStore store = new FakeTagStore(region, new Faults());
                store.changed = () -> Shares.of(stores, KEY).conserved();
                stores.put(region, store);
            }
            regions.forEach(region -> processes.put(region, process(region)));
        }

        /** A process of a region. It reaches its own region always. */
        private Escrow process(String home) {
            Map<String, TagUpdates> updates = new HashMap<>();
            for (String region : regions) {
                CutTagStore seen = new CutTagStore(
                        Objects.requireNonNull(stores.get(region)),
                        () -> cuts.contains(home + region),
                        () -> answersGetLost && random.nextInt(12) == 0);
                updates.put(region, new TagUpdates(seen, TagOptions.DEFAULT.time(time)));
            }
            return new Escrow(home, updates, EscrowOptions.DEFAULT.maxTransfers(4));
        }

        Escrow in(String region) {
            return Objects.requireNonNull(processes.get(region));
        }

        String any() {
            return regions.get(random.nextInt(regions.size()));
        }

        void step() {
            String home = any();
            long amount = 1L + random.nextInt(9);
            switch (random.nextInt(14)) {
                case 0 -> cut(home);
                case 1 -> cuts.clear();
                case 2 -> processes.put(home, process(home));
                case 3 -> {
                    String region = any();
                    ask(home, new Effect(region, 5 * amount, 0), (escrow, request) -> {
                        Rights unused = escrow.allocate(KEY, region, 5 * amount, request);
                    });
                }
                case 4 -> {
                    String region = any();
                    ask(home, new Effect(region, -amount, 0), (escrow, request) -> {
                        Rights unused = escrow.retire(KEY, region, amount, request);
                    });
                }
                case 5 ->
                    ask(home, new Effect(home, 0, -amount), (escrow, request) -> {
                        Rights unused = escrow.giveBack(KEY, amount, request);
                    });
                case 6, 7 -> {
                    String from = any();
                    String to = any();
                    if (!from.equals(to)) {
                        ask(home, new Effect(from, 0, 0), (escrow, request) -> {
                            Transfer unused = escrow.transfer(KEY, from, to, amount, request);
                        });
                    }
                }
                case 8 -> quietly(() -> in(home).carryOn(KEY));
                case 9 -> quietly(() -> new Balancing(in(home), BalancePolicy.DEFAULT).balance(KEY));
                case 10 -> again();
                case 11, 12 ->
                    ask(home, new Effect(home, 0, amount), (escrow, request) -> {
                        Rights unused = escrow.spend(KEY, amount, request);
                    });
                default ->
                    ask(home, new Effect(home, 0, amount), (escrow, request) -> {
                        Rights unused = escrow.spend(KEY, amount, request.fetch(true));
                    });
            }
        }

        private void cut(String home) {
            String other = any();
            if (!home.equals(other)) {
                cuts.add(home + other);
                cuts.add(other + home);
            }
        }

        private void quietly(Runnable work) {
            try {
                work.run();
            } catch (KvorumException e) {
                // It goes on another time.
            }
        }

        private void ask(String home, Effect effect, Doing doing) {
            ask(new Asked("r" + ++asked, home, effect, doing));
        }

        private void ask(Asked one) {
            try {
                one.doing().by(in(one.home()), RequestOptions.DEFAULT.id(one.id()));
                made(one);
            } catch (EscrowRefused e) {
                refused++;
            } catch (KvorumException e) {
                unknown.add(one);
            }
        }

        private void made(Asked one) {
            allocated.merge(one.effect().region(), one.effect().allocated(), Long::sum);
            spent.merge(one.effect().region(), one.effect().spent(), Long::sum);
            known.add(one);
        }

        /** Somebody who was told asks once more, or somebody who was not. */
        private void again() {
            if (!unknown.isEmpty() && random.nextBoolean()) {
                ask(unknown.remove(random.nextInt(unknown.size())));
            } else if (!known.isEmpty()) {
                Asked one = known.get(random.nextInt(known.size()));
                quietly(() -> one.doing().by(in(one.home()), RequestOptions.DEFAULT.id(one.id())));
            }
        }

        void settle() {
            cuts.clear();
            answersGetLost = false;
            List<Asked> open = List.copyOf(unknown);
            unknown.clear();
            open.forEach(this::ask);
            List<Transfer> moved = in(any()).carryOn(KEY);
            assertThat(moved).allMatch(Transfer::arrived);
        }

        void check() {
            assertThat(unknown).isEmpty();
            Shares shares = Shares.of(stores, KEY);
            assertThat(shares.onTheWay()).isZero();
            assertThat(shares.pending()).isZero();
            for (String region : regions) {
                assertThat(shares.of(region).getAllocated())
                        .as("allocated in " + region)
                        .isEqualTo(allocated.getOrDefault(region, 0L));
                assertThat(shares.of(region).getSpent())
                        .as("spent in " + region)
                        .isEqualTo(spent.getOrDefault(region, 0L));
            }
        }
    }

    @Test
    void nothingIsOverspentOrLostInRandomRuns() {
        long made = 0;
        long refused = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            World world = new World(seed);
            try {
                for (int i = 0; i < STEPS; i++) {
                    world.step();
                }
                world.settle();
                world.check();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            made += world.known.size();
            refused += world.refused;
        }
        assertThat(made).as("requests that were made").isGreaterThan(SEEDS * 40L);
        assertThat(refused).as("requests that were refused").isGreaterThan(SEEDS * 5L);
    }
}

package io.kvorum.integrity.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.fake.Crash;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Two regions and the requests of one key. A request that was not told its outcome is asked for again, under its id, by another process; at the end
 * transfers are carried on. A rival, at any call, carries on as well, and spends.
 */
final class EscrowWorld implements Explorer.World {
    static final String KEY = "tickets";
    static final String EU = "eu";
    static final String US = "us";

    /** A request. @param home of the process that asks */
    record Asked(String id, String home, Doing doing) {}

    /** What is asked for. */
    interface Doing {
        void by(EscrowWorld world, Escrow escrow, RequestOptions request);
    }

    /** How things are done: right, or with a mistake. */
    interface Manner {
        default void transfer(EscrowWorld world, Escrow escrow, long amount, RequestOptions request) {
            Transfer unused = escrow.transfer(KEY, EU, US, amount, request);
        }

        default void spend(EscrowWorld world, Escrow escrow, long amount, RequestOptions request) {
            Rights unused = escrow.spend(KEY, amount, request);
        }

        default void carryOn(EscrowWorld world, Escrow escrow) {
            List<Transfer> unused = escrow.carryOn(KEY);
        }

        default String id(String id, int attempt) {
            return id;
        }
    }

    static final Manner RIGHT = new Manner() {};

    /**
     * What a story is about.
     *
     * @param allocated in the beginning, by region
     * @param everyStep whether each step is looked at, or only the end
     */
    record Story(Map<String, Long> allocated, List<Asked> asked, Manner manner, boolean everyStep) {
        Story manner(Manner other) {
            return new Story(allocated, asked, other, everyStep);
        }

        Story onlyTheEnd() {
            return new Story(allocated, asked, manner, false);
        }
    }

    final ManualTime time = new ManualTime();
    final Map<String, FakeTagStore> stores = new LinkedHashMap<>();
    final Story story;
    private final List<Asked> asked = new ArrayList<>();
    private int rivals;
    private int attempts;

    EscrowWorld(Faults faults, Story story) {
        this.story = story;
        this.asked.addAll(story.asked());
        for (String region : List.of(EU, US)) {
            FakeTagStore store = new FakeTagStore(region, faults);
            store.clusterMillis = time::trueMillis;
            store.rival = this::rival;
            stores.put(region, store);
            Long allocated = story.allocated().get(region);
            if (allocated != null) {
                store.plant(KEY, Share.NAME, Share.EMPTY.allocated(allocated).encode());
            }
        }
        if (story.everyStep()) {
            stores.values().forEach(store -> store.changed = () -> shares().conserved());
        }
    }

    Shares shares() {
        return Shares.of(stores, KEY);
    }

    TagUpdates updates(String region) {
        return new TagUpdates(Objects.requireNonNull(stores.get(region)), TagOptions.DEFAULT.time(time));
    }

    Region region(String name) {
        return new Region(name, updates(name), EscrowOptions.DEFAULT);
    }

    /** As one process has it. */
    Escrow escrow(String home) {
        return new Escrow(home, Map.of(EU, updates(EU), US, updates(US)), EscrowOptions.DEFAULT);
    }

    private void ask(Asked one) {
        one.doing()
                .by(
                        this,
                        escrow(one.home()),
                        RequestOptions.DEFAULT.id(story.manner().id(one.id(), ++attempts)));
    }

    private void rival() {
        Asked spend = new Asked(
                "rival-" + ++rivals,
                EU,
                (world, escrow, request) -> world.story.manner().spend(world, escrow, 1, request.fetch(true)));
        asked.add(spend);
        try {
            story.manner().carryOn(this, escrow(US));
            ask(spend);
        } catch (KvorumException | EscrowRefused | Crash e) {
            // It has its own troubles, and asks again.
        }
    }

    @Override
    public void run() {
        for (Asked one : story.asked()) {
            try {
                ask(one);
            } catch (KvorumException | EscrowRefused e) {
                // It asks again.
            }
        }
    }

    @Override
    public void recover() {
        story.manner().carryOn(this, escrow(EU));
        for (Asked one : asked) {
            try {
                ask(one);
            } catch (EscrowRefused e) {
                // There is enough for all: then what was spent is not what should have been.
            }
        }
        story.manner().carryOn(this, escrow(US));
    }

    int rivals() {
        return rivals;
    }

    @Override
    public void check() {
        Shares shares = shares();
        shares.conserved();
        assertThat(shares.onTheWay()).as("conserved: on their way").isZero();
        assertThat(shares.pending()).as("forgotten what has arrived").isZero();
        EscrowView.Total total = escrow(EU).read(KEY).total().orElseThrow();
        assertThat(total)
                .as("conserved: what is shown")
                .isEqualTo(new EscrowView.Total(shares.allocated(), shares.left(), shares.spent(), 0));
    }
}

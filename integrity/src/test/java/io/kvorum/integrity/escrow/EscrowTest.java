package io.kvorum.integrity.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvorum.client.Unavailable;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EscrowTest {
    private static final String KEY = "spring";
    private static final RequestOptions FETCH = RequestOptions.DEFAULT.fetch(true);

    private final ManualTime time = new ManualTime();
    private final Map<String, FakeTagStore> stores = new TreeMap<>();
    /** Regions that nobody reaches. */
    private final Set<String> away = new HashSet<>();

    private Escrow eu;
    private Escrow us;

    @BeforeEach
    void start() {
        for (String region : List.of("eu", "us")) {
            FakeTagStore store = new FakeTagStore("vouchers-" + region, new Faults());
            store.clusterMillis = time::trueMillis;
            store.changed = () -> Shares.of(stores, KEY).conserved();
            stores.put(region, store);
        }
        eu = escrow("eu", EscrowOptions.DEFAULT);
        us = escrow("us", EscrowOptions.DEFAULT);
    }

    private Escrow escrow(String home, EscrowOptions options) {
        Map<String, TagUpdates> updates = new HashMap<>();
        stores.forEach((region, store) -> updates.put(
                region,
                new TagUpdates(
                        new CutTagStore(store, () -> away.contains(region), () -> false),
                        TagOptions.DEFAULT.time(time))));
        return new Escrow(home, updates, options);
    }

    private FakeTagStore store(String region) {
        return Objects.requireNonNull(stores.get(region));
    }

    private static RegionView.Reached reached(EscrowView view, String region) {
        return (RegionView.Reached) Objects.requireNonNull(view.regions().get(region));
    }

    @Test
    void rightsAreAllocatedSpentGivenBackAndRetired() {
        assertThat(eu.read(KEY).exists()).isFalse();
        assertThat(eu.allocate(KEY, "eu", 10)).isEqualTo(new Rights("eu", 10, false));
        assertThat(eu.spend(KEY, 4)).isEqualTo(new Rights("eu", 6, false));
        assertThat(eu.giveBack(KEY, 1)).isEqualTo(new Rights("eu", 7, false));
        assertThat(eu.retire(KEY, "eu", 2)).isEqualTo(new Rights("eu", 5, false));
        assertThat(us.allocate(KEY, "us", 1)).isEqualTo(new Rights("us", 1, false));
        EscrowView view = us.read(KEY);
        assertThat(view.exists()).isTrue();
        assertThat(reached(view, "eu")).isEqualTo(new RegionView.Reached(8, 5, 3, new TreeMap<>()));
        assertThat(view.total()).contains(new EscrowView.Total(9, 6, 3, 0));
        assertThat(view.total().orElseThrow().unspent()).isEqualTo(6);
    }

    @Test
    void whatIsNotThereIsNotSpentRetiredOrTransferred() {
        eu.allocate(KEY, "eu", 3);
        InsufficientRights refused = catchThrowableOfType(InsufficientRights.class, () -> eu.spend(KEY, 4));
        assertThat(refused.local()).isEqualTo(3);
        assertThat(refused.asked()).isEqualTo(4);
        assertThat(refused.region()).isEqualTo("eu");
        assertThat(refused.total()).isEmpty();
        assertThat(refused).hasMessageContaining("nothing was spent");
        assertThatThrownBy(() -> eu.retire(KEY, "eu", 4)).isInstanceOf(InsufficientRights.class);
        assertThatThrownBy(() -> eu.transfer(KEY, "eu", "us", 4)).isInstanceOf(InsufficientRights.class);
        assertThatThrownBy(() -> us.spend(KEY, 1)).isInstanceOf(InsufficientRights.class);
        assertThat(eu.spend(KEY, 3).left()).isZero();
    }

    @Test
    void moreThanWasSpentInTheRegionIsNotGivenBack() {
        eu.allocate(KEY, "eu", 3);
        eu.spend(KEY, 2);
        assertThatThrownBy(() -> eu.giveBack(KEY, 3))
                .isInstanceOf(MoreThanSpent.class)
                .hasMessageContaining("2 were spent");
        assertThatThrownBy(() -> us.giveBack(KEY, 1)).isInstanceOf(MoreThanSpent.class);
        assertThat(eu.giveBack(KEY, 2).left()).isEqualTo(3);
    }

    @Test
    void amountsAreBoundedAndNothingWraps() {
        for (long wrong : new long[] {0, -1, Long.MIN_VALUE, Escrow.MOST_RIGHTS + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> eu.allocate(KEY, "eu", wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> eu.spend(KEY, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        eu.allocate(KEY, "eu", Escrow.MOST_RIGHTS);
        assertThatThrownBy(() -> eu.allocate(KEY, "eu", 1)).isInstanceOf(TooManyRights.class);
        eu.transfer(KEY, "eu", "us", Escrow.MOST_RIGHTS);
        us.allocate(KEY, "us", Escrow.MOST_RIGHTS);
        assertThat(us.spend(KEY, Escrow.MOST_RIGHTS).left()).isEqualTo(Escrow.MOST_RIGHTS);
        assertThatThrownBy(() -> eu.allocate(KEY, "eu", 1)).isInstanceOf(TooManyRights.class);
        us.retire(KEY, "us", Escrow.MOST_RIGHTS);
        assertThat(reached(us.read(KEY), "us").allocated()).isZero();
    }

    @Test
    void namesAreChecked() {
        for (String wrong : new String[] {"", "a b", "a}b", "ä", "x".repeat(129)}) {
            assertThatThrownBy(() -> eu.spend(wrong, 1)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> eu.allocate(KEY, "ap", 1)).hasMessageContaining("[eu, us]");
        assertThatThrownBy(() -> eu.transfer(KEY, "eu", "eu", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> escrow("ap", EscrowOptions.DEFAULT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RequestOptions.DEFAULT.id("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Escrow.bucket("vouchers", "EU")).isEqualTo("vouchers-eu");
    }

    @Test
    void aTransferLeavesOneRegionAndArrivesInTheOther() {
        eu.allocate(KEY, "eu", 10);
        assertThat(us.transfer(KEY, "eu", "us", 4)).isEqualTo(new Transfer("eu", "us", 1, 4, true));
        assertThat(us.spend(KEY, 3).left()).isEqualTo(1);
        assertThat(us.transfer(KEY, "us", "eu", 1)).isEqualTo(new Transfer("us", "eu", 1, 1, true));
        assertThat(us.transfer(KEY, "eu", "us", 2)).isEqualTo(new Transfer("eu", "us", 2, 2, true));
        assertThat(eu.carryOn(KEY)).isEmpty();
        assertThat(eu.read(KEY).total()).contains(new EscrowView.Total(10, 7, 3, 0));
    }

    @Test
    void whileARegionIsAwayTheOtherSellsAndTransfersWait() {
        eu.allocate(KEY, "eu", 10);
        us.allocate(KEY, "us", 5);
        away.add("us");
        assertThat(eu.transfer(KEY, "eu", "us", 4)).isEqualTo(new Transfer("eu", "us", 1, 4, false));
        assertThat(eu.spend(KEY, 6).left()).isZero();
        assertThatThrownBy(() -> eu.spend(KEY, 1)).isInstanceOf(InsufficientRights.class);
        assertThat(eu.carryOn(KEY)).containsExactly(new Transfer("eu", "us", 1, 4, false));
        EscrowView view = eu.read(KEY);
        assertThat(view.total()).isEmpty();
        assertThat(view.regions().get("us")).isEqualTo(new RegionView.Unreached("the way is cut"));
        assertThat(reached(view, "eu").onTheWay()).isEqualTo(new TreeMap<>(Map.of("us", 4L)));
        assertThatThrownBy(() -> us.spend(KEY, 1)).isInstanceOf(Unavailable.class);
        away.clear();
        assertThat(eu.read(KEY).total()).contains(new EscrowView.Total(15, 5, 6, 4));
        assertThat(us.carryOn(KEY)).containsExactly(new Transfer("eu", "us", 1, 4, true));
        assertThat(us.spend(KEY, 9).left()).isZero();
    }

    @Test
    void onlySoManyTransfersAreOnTheirWay() {
        Escrow two = escrow("eu", EscrowOptions.DEFAULT.maxTransfers(2));
        two.allocate(KEY, "eu", 10);
        away.add("us");
        two.transfer(KEY, "eu", "us", 1);
        two.transfer(KEY, "eu", "us", 1);
        assertThatThrownBy(() -> two.transfer(KEY, "eu", "us", 1)).isInstanceOf(TooManyTransfers.class);
        assertThat(two.spend(KEY, 8).left()).isZero();
        away.clear();
        assertThat(two.carryOn(KEY)).hasSize(2).allMatch(Transfer::arrived);
        assertThat(two.read(KEY).total()).contains(new EscrowView.Total(10, 2, 8, 0));
    }

    @Test
    void aRequestUnderAnIdHasTheEffectOfOne() {
        RequestOptions first = RequestOptions.DEFAULT.id("order-1");
        eu.allocate(KEY, "eu", 10);
        assertThat(eu.spend(KEY, 3, first)).isEqualTo(new Rights("eu", 7, false));
        eu.spend(KEY, 1);
        assertThat(escrow("eu", EscrowOptions.DEFAULT).spend(KEY, 3, first)).isEqualTo(new Rights("eu", 7, true));
        assertThatThrownBy(() -> eu.spend(KEY, 4, first)).isInstanceOf(RequestReused.class);
        assertThatThrownBy(() -> eu.giveBack(KEY, 3, first)).isInstanceOf(RequestReused.class);
        away.add("us");
        RequestOptions moving = RequestOptions.DEFAULT.id("move-1");
        assertThat(eu.transfer(KEY, "eu", "us", 2, moving).arrived()).isFalse();
        away.clear();
        assertThat(eu.transfer(KEY, "eu", "us", 2, moving)).isEqualTo(new Transfer("eu", "us", 1, 2, true));
        assertThat(eu.transfer(KEY, "eu", "us", 2, moving)).isEqualTo(new Transfer("eu", "us", 1, 2, true));
        assertThat(eu.read(KEY).total()).contains(new EscrowView.Total(10, 6, 4, 0));
        assertThat(us.spend(KEY, 1, first))
                .as("of another region it is another request")
                .isEqualTo(new Rights("us", 1, false));
    }

    @Test
    void requestsAreRememberedForTheTimeThatWasAskedForAndNoLonger() {
        Escrow few = escrow("eu", EscrowOptions.DEFAULT.maxRequests(64).keepFor(Duration.ofMinutes(10)));
        few.allocate(KEY, "eu", 1_000);
        for (int i = 0; i < 64; i++) {
            few.spend(KEY, 1, RequestOptions.DEFAULT.id("order-" + i));
        }
        assertThatThrownBy(() -> few.spend(KEY, 1, RequestOptions.DEFAULT.id("order-64")))
                .isInstanceOf(TagFull.class);
        assertThat(few.spend(KEY, 1).left()).as("without an id").isEqualTo(935);
        time.pass(Duration.ofMinutes(9));
        assertThat(few.spend(KEY, 1, RequestOptions.DEFAULT.id("order-0")).repeated())
                .isTrue();
        time.pass(Duration.ofMinutes(1));
        assertThat(few.spend(KEY, 1, RequestOptions.DEFAULT.id("order-64")).left())
                .isEqualTo(934);
        assertThat(store("eu").peek(KEY).startingWith("asked-")).hasSize(1);
    }

    @Test
    void whatIsLackingIsFetchedFromWhereMostIs() {
        us.allocate(KEY, "us", 100);
        eu.allocate(KEY, "eu", 1);
        assertThat(eu.spend(KEY, 2, FETCH).left())
                .as("some more, for what comes next")
                .isEqualTo(24);
        assertThat(eu.spend(KEY, 90, FETCH).left()).isZero();
        assertThat(eu.read(KEY).total()).contains(new EscrowView.Total(101, 9, 92, 0));
        InsufficientRights refused = catchThrowableOfType(InsufficientRights.class, () -> eu.spend(KEY, 10, FETCH));
        assertThat(refused.total()).isEqualTo(OptionalLong.of(9));
        assertThat(eu.spend(KEY, 9, FETCH).left()).isZero();
    }

    @Test
    void whatCannotBeReachedIsNotFetchedAndTheTotalIsNotKnown() {
        us.allocate(KEY, "us", 100);
        eu.allocate(KEY, "eu", 1);
        away.add("us");
        InsufficientRights refused = catchThrowableOfType(InsufficientRights.class, () -> eu.spend(KEY, 2, FETCH));
        assertThat(refused.local()).isEqualTo(1);
        assertThat(refused.total()).isEmpty();
        assertThat(eu.spend(KEY, 1, FETCH).left()).isZero();
    }

    /** A bucket that was dropped and made again, or filled from an old copy. */
    @Test
    void aRegionThatIsNotWhatItWasIsLeftAlone() {
        eu.allocate(KEY, "eu", 10);
        for (int i = 0; i < 3; i++) {
            eu.transfer(KEY, "eu", "us", 1);
        }
        Bytes old = store("us").peek(KEY).value(Share.NAME).orElseThrow();
        stores.values().forEach(store -> store.changed = () -> {});
        store("us").plant(KEY, Share.NAME, Share.EMPTY.encode());
        Escrow anew = escrow("eu", EscrowOptions.DEFAULT);
        assertThatThrownBy(() -> anew.transfer(KEY, "eu", "us", 1))
                .isInstanceOf(DamagedShare.class)
                .hasMessageContaining("left alone");
        store("us").plant(KEY, Share.NAME, Bytes.ofUtf8("text"));
        assertThatThrownBy(() -> escrow("us", EscrowOptions.DEFAULT).spend(KEY, 1))
                .isInstanceOf(DamagedShare.class);
        store("us").plant(KEY, Share.NAME, old);
        assertThat(anew.carryOn(KEY)).containsExactly(new Transfer("eu", "us", 4, 1, true));
        store("eu").plant(KEY, Share.NAME, Share.EMPTY.allocated(5).encode());
        assertThatThrownBy(() -> escrow("eu", EscrowOptions.DEFAULT).transfer(KEY, "eu", "us", 1))
                .as("numbers would be used again")
                .isInstanceOf(DamagedShare.class);
    }

    @Test
    void fieldsOfALaterVersionAreKept() {
        eu.allocate(KEY, "eu", 10);
        Bytes share = store("eu").peek(KEY).value(Share.NAME).orElseThrow();
        byte[] later = Arrays.copyOf(share.array(), share.length() + 3);
        // Field 100, a number: 7.
        later[share.length()] = (byte) 0xa0;
        later[share.length() + 1] = 0x06;
        later[share.length() + 2] = 7;
        store("eu").plant(KEY, Share.NAME, Bytes.of(later));
        Escrow anew = escrow("eu", EscrowOptions.DEFAULT);
        anew.spend(KEY, 1);
        assertThat(Shares.of(stores, KEY).of("eu").getUnknownFields().asMap()).containsKey(100);
    }
}

package io.kvorum.integrity.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.KvorumException;
import io.kvorum.client.lease.FencingGuard;
import io.kvorum.client.lease.HighestTokens;
import io.kvorum.client.lease.StaleTokenException;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FenceTest {
    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);

    private long deposit(long amount, String resource, long token) {
        return accounts.execute(Accounts.ID, amount, CommandOptions.DEFAULT.guard(Fence.of(resource, token)))
                .state()
                .getValue();
    }

    @Test
    void aStaleTokenIsRefusedByTheResource() {
        assertThat(deposit(1, "settlement", 4)).isEqualTo(1);
        assertThat(deposit(1, "settlement", 4)).as("the same holder again").isEqualTo(2);
        assertThat(deposit(1, "settlement", 9)).isEqualTo(3);
        assertThatThrownBy(() -> deposit(1, "settlement", 4))
                .isInstanceOfSatisfying(
                        StaleTokenException.class, e -> assertThat(e.highest()).isEqualTo(9));
        assertThat(deposit(1, "another", 1)).as("each resource has its own").isEqualTo(4);
        assertThat(Accounts.of(store, time).read(Accounts.ID).state().getValue())
                .isEqualTo(4);
    }

    @Test
    void aCommandThatFailsLetsNobodyOut() {
        assertThatThrownBy(() -> deposit(-1, "settlement", 9)).isInstanceOf(Accounts.NotEnough.class);
        assertThat(deposit(1, "settlement", 4)).isEqualTo(1);
    }

    @Test
    void aCommandThatChangesNothingStillShutsOutWhoWasBefore() {
        assertThat(deposit(0, "settlement", 9)).isZero();
        assertThatThrownBy(() -> deposit(1, "settlement", 4)).isInstanceOf(StaleTokenException.class);
    }

    @Test
    void namesAndTokensAreChecked() {
        assertThatThrownBy(() -> Fence.of("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fence.of("a/b", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fence.of("a", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What a holder does, with its token. */
    private interface Writing {
        void write(FakeTagStore store, ManualTime time, long amount, long token);
    }

    /** The first holder writes; at any call of the store the second one may get the lease and write. */
    private static final class TwoHolders implements Explorer.World {
        private final ManualTime time = new ManualTime();
        private final FakeTagStore store;
        private final Writing writing;
        private final List<Long> writers = new ArrayList<>();

        TwoHolders(Faults faults, Writing writing) {
            this.store = new FakeTagStore("accounts", faults);
            this.writing = writing;
            store.rival = () -> {
                write(100, 2);
            };
        }

        private void write(long amount, long token) {
            writing.write(store, time, amount, token);
            writers.add(token);
        }

        @Override
        public void run() {
            try {
                write(1, 1);
            } catch (StaleTokenException | KvorumException e) {
                // It is over, or not known.
            }
        }

        @Override
        public void recover() {}

        /** The state says who was last: the first holder must not have been let in behind the second. */
        @Override
        public void check() {
            List<String> keys = new ArrayList<>();
            List<Integer> amounts = new ArrayList<>();
            Accounts.of(store, time).read(Accounts.ID).unsent().forEach(event -> {
                keys.add(event.id());
                amounts.add((int) new Accounts().decode(event.payload(), 1).getValue());
            });
            assertThat(amounts)
                    .as("in the order in which they were let in: " + keys)
                    .isSorted();
        }
    }

    @Test
    void nobodyIsLetInBehindALaterHolder() {
        Writing fenced = (store, time, amount, token) -> {
            var unused = Accounts.of(store, time)
                    .execute(Accounts.ID, amount, CommandOptions.DEFAULT.guard(Fence.of("settlement", token)));
        };
        assertThat(Explorer.everyFault(faults -> new TwoHolders(faults, fenced)))
                .isGreaterThan(20);
    }

    /** The mistake: the token is compared, and then the write is made, by a guard that stands elsewhere. */
    @Test
    void whoComparesBeforeTheWriteIsCaught() {
        Map<FakeTagStore, HighestTokens> tokens = new HashMap<>();
        Writing checked = (store, time, amount, token) -> {
            new FencingGuard(tokens.computeIfAbsent(store, first -> HighestTokens.inMemory()))
                    .check("settlement", token);
            var unused = Accounts.of(store, time).execute(Accounts.ID, amount, CommandOptions.DEFAULT);
        };
        assertThatThrownBy(() -> Explorer.everyFault(faults -> new TwoHolders(faults, checked)))
                .isInstanceOf(AssertionError.class);
    }
}

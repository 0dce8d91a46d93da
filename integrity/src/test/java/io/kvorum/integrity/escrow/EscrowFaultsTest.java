package io.kvorum.integrity.escrow;

import static io.kvorum.integrity.escrow.EscrowWorld.EU;
import static io.kvorum.integrity.escrow.EscrowWorld.KEY;
import static io.kvorum.integrity.escrow.EscrowWorld.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.integrity.escrow.EscrowWorld.Asked;
import io.kvorum.integrity.escrow.EscrowWorld.Manner;
import io.kvorum.integrity.escrow.EscrowWorld.Story;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.record.EscrowIncoming;
import io.kvorum.integrity.record.EscrowRecord;
import io.kvorum.integrity.record.EscrowTransfer;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagWrite;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Regions spend, give back and transfer while processes die at every call of the stores, answers are lost, late or nameless, and rivals carry
 * on and spend: at every step all that was allocated is left, spent or on its way, and each request has the effect of one.
 */
class EscrowFaultsTest {
    private static final EnumSet<Fault> SECOND = EnumSet.of(
            Fault.CRASH_BEFORE,
            Fault.CRASH_AFTER,
            Fault.LOST,
            Fault.ANSWER_LOST,
            Fault.LATE_NAMELESS,
            Fault.UNAVAILABLE,
            Fault.RIVAL);

    private static Asked spend(String id, String home, long amount) {
        return new Asked(
                id, home, (world, escrow, request) -> world.story.manner().spend(world, escrow, amount, request));
    }

    private static Asked transfer(String id, long amount) {
        return new Asked(
                id, EU, (world, escrow, request) -> world.story.manner().transfer(world, escrow, amount, request));
    }

    private static final Story TRANSFERS = new Story(
            Map.of(EU, 10L),
            List.of(spend("a", EU, 3), transfer("b", 3), transfer("c", 1), spend("d", US, 2)),
            EscrowWorld.RIGHT,
            true);

    private static final Story ALL_REQUESTS = new Story(
            Map.of(EU, 10L),
            List.of(
                    new Asked("a", US, (world, escrow, request) -> escrow.allocate(KEY, US, 5, request)),
                    spend("b", EU, 3),
                    new Asked("c", EU, (world, escrow, request) -> escrow.giveBack(KEY, 2, request)),
                    new Asked("d", EU, (world, escrow, request) -> escrow.retire(KEY, US, 4, request))),
            EscrowWorld.RIGHT,
            true);

    private static final Story FETCHES = new Story(
            Map.of(EU, 2L, US, 12L),
            List.of(
                    new Asked("a", EU, (world, escrow, request) -> escrow.spend(KEY, 5, request.fetch(true))),
                    spend("b", US, 1)),
            EscrowWorld.RIGHT,
            true);

    /** What a world holds in the end that nothing but rivals has disturbed. */
    private interface End {
        void check(EscrowWorld world, Shares shares);
    }

    private static int pairs(Story story, End end) {
        return Explorer.everyPair(faults -> ending(faults, story, end), EnumSet.allOf(Fault.class), SECOND);
    }

    private static Explorer.World ending(Faults faults, Story story, End end) {
        EscrowWorld world = new EscrowWorld(faults, story);
        return new Explorer.World() {
            @Override
            public void run() {
                world.run();
            }

            @Override
            public void recover() {
                world.recover();
            }

            @Override
            public void check() {
                world.check();
                end.check(world, world.shares());
            }
        };
    }

    @Test
    void whatIsTransferredArrivesOnceAndNothingIsOverspentWhateverHappens() {
        assertThat(pairs(TRANSFERS, EscrowFaultsTest::transferred)).isGreaterThan(5_000);
    }

    private static void transferred(EscrowWorld world, Shares shares) {
        assertThat(shares.of(EU).getSpent()).as("spent in eu").isEqualTo(3 + world.rivals());
        assertThat(shares.of(US).getSpent()).as("spent in us").isEqualTo(2);
        assertThat(shares.of(EU).getLeft()).as("left in eu").isEqualTo(3 - world.rivals());
        assertThat(shares.of(US).getLeft()).as("left in us").isEqualTo(2);
    }

    @Test
    void eachRequestHasTheEffectOfOneWhateverHappens() {
        int played = pairs(ALL_REQUESTS, (world, shares) -> {
            assertThat(shares.allocated()).isEqualTo(11);
            assertThat(shares.of(EU).getSpent()).as("spent in eu").isEqualTo(1 + world.rivals());
            assertThat(shares.of(EU).getLeft()).as("left in eu").isEqualTo(9 - world.rivals());
            assertThat(shares.of(US).getLeft()).as("left in us").isEqualTo(1);
        });
        assertThat(played).isGreaterThan(2_000);
    }

    @Test
    void whatIsFetchedOnDemandIsSpentOnceWhateverHappens() {
        int played = pairs(FETCHES, (world, shares) -> {
            assertThat(shares.allocated()).isEqualTo(14);
            assertThat(shares.of(US).getSpent()).as("spent in us").isEqualTo(1);
            assertThat(shares.of(EU).getSpent()).as("spent in eu").isEqualTo(5 + world.rivals());
        });
        assertThat(played).isGreaterThan(3_000);
    }

    /** By what is promised; or a share finds itself that numbers are missing. */
    private static void isCaught(Story story) {
        assertThatThrownBy(() -> {
                    int unused = pairs(story, EscrowFaultsTest::transferred);
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(conserved|spent in|left in|is damaged).*");
    }

    private static void isCaughtAtOnceAndInTheEnd(Manner manner) {
        isCaught(TRANSFERS.manner(manner));
        isCaught(TRANSFERS.manner(manner).onlyTheEnd());
    }

    private static void change(EscrowWorld world, String region, UnaryOperator<EscrowRecord> change) {
        boolean unused = world.updates(region).update(KEY, view -> {
            EscrowRecord present =
                    Share.of(view.contents(), new Place(KEY, region)).record();
            return Step.write(new TagWrite().put(Share.NAME, new Share(change.apply(present)).encode()), true);
        });
    }

    /** How a mistaken carrier lets a transfer arrive that is pending in eu. */
    private interface Delivery {
        void deliver(EscrowWorld world, EscrowTransfer transfer);
    }

    private static Manner delivering(Delivery delivery) {
        return new Manner() {
            @Override
            public void transfer(EscrowWorld world, Escrow escrow, long amount, RequestOptions request) {
                Region.Made unused = world.region(EU).make(KEY, new Change.Send(US, amount, 64), request.id());
                carryOn(world, escrow);
            }

            @Override
            public void carryOn(EscrowWorld world, Escrow escrow) {
                world.region(EU)
                        .read(KEY)
                        .orElseThrow()
                        .to(US)
                        .getPendingList()
                        .forEach(transfer -> delivery.deliver(world, transfer));
            }
        };
    }

    private static EscrowRecord credit(EscrowRecord record, long amount) {
        EscrowIncoming lane = record.getIncomingOrDefault(EU, EscrowIncoming.getDefaultInstance());
        return record.toBuilder()
                .setLeft(record.getLeft() + amount)
                .putIncoming(
                        EU,
                        lane.toBuilder()
                                .setReceived(lane.getReceived() + amount)
                                .build())
                .build();
    }

    private static EscrowRecord note(EscrowRecord record, long sequence) {
        EscrowIncoming lane = record.getIncomingOrDefault(EU, EscrowIncoming.getDefaultInstance());
        return record.toBuilder()
                .putIncoming(EU, lane.toBuilder().setSequence(sequence).build())
                .build();
    }

    @Test
    void theRightDeliveryWrittenOutPasses() {
        Manner right = delivering((world, transfer) -> {
            long arrived = world.region(US).receive(KEY, EU, List.of(transfer));
            world.region(EU).forget(KEY, US, arrived);
        });
        assertThat(pairs(TRANSFERS.manner(right), EscrowFaultsTest::transferred))
                .isGreaterThan(5_000);
    }

    /** The mistake: rights arrive before they have left. */
    @Test
    void aCreditBeforeItsDebitIsCaught() {
        isCaught(TRANSFERS.manner(new Manner() {
            @Override
            public void transfer(EscrowWorld world, Escrow escrow, long amount, RequestOptions request) {
                long next =
                        world.region(US).read(KEY).orElse(Share.EMPTY).from(EU).getSequence() + 1;
                EscrowTransfer coming = EscrowTransfer.newBuilder()
                        .setSequence(next)
                        .setAmount(amount)
                        .build();
                long arrived = world.region(US).receive(KEY, EU, List.of(coming));
                Region.Made unused = world.region(EU).make(KEY, new Change.Send(US, amount, 64), request.id());
                world.region(EU).forget(KEY, US, arrived);
            }
        }));
    }

    /** The mistake: whoever carries on cannot know what has arrived. */
    @Test
    void aTransferWithoutItsSequenceIsCaught() {
        isCaughtAtOnceAndInTheEnd(delivering((world, transfer) -> {
            change(world, US, record -> credit(record, transfer.getAmount()));
            world.region(EU).forget(KEY, US, transfer.getSequence());
        }));
    }

    /** The mistake: between the two writes the process can die. */
    @Test
    void aSequenceInAnotherWriteThanItsEffectIsCaught() {
        Delivery noteLast = (world, transfer) -> {
            if (noted(world) < transfer.getSequence()) {
                change(world, US, record -> credit(record, transfer.getAmount()));
                change(world, US, record -> note(record, transfer.getSequence()));
            }
            world.region(EU).forget(KEY, US, transfer.getSequence());
        };
        Delivery noteFirst = (world, transfer) -> {
            if (noted(world) < transfer.getSequence()) {
                change(world, US, record -> note(record, transfer.getSequence()));
                change(world, US, record -> credit(record, transfer.getAmount()));
            }
            world.region(EU).forget(KEY, US, transfer.getSequence());
        };
        isCaughtAtOnceAndInTheEnd(delivering(noteLast));
        isCaughtAtOnceAndInTheEnd(delivering(noteFirst));
    }

    private static long noted(EscrowWorld world) {
        return world.region(US).read(KEY).orElse(Share.EMPTY).from(EU).getSequence();
    }

    /** The mistake: the source forgets what the destination does not have yet. */
    @Test
    void aTransferThatIsForgottenBeforeItHasArrivedIsCaught() {
        isCaughtAtOnceAndInTheEnd(delivering((world, transfer) -> {
            world.region(EU).forget(KEY, US, transfer.getSequence());
            long unused = world.region(US).receive(KEY, EU, List.of(transfer));
        }));
    }

    /** The mistake: a retry is taken for another request. */
    @Test
    void aRetryUnderANewIdIsCaught() {
        isCaughtAtOnceAndInTheEnd(new Manner() {
            @Override
            public String id(String id, int attempt) {
                return id + "-" + attempt;
            }
        });
    }

    /** The mistake: somebody else can spend between the look and the write. */
    @Test
    void aSpendThatIsDecidedBeforeItsWriteIsCaught() {
        isCaughtAtOnceAndInTheEnd(new Manner() {
            @Override
            public void spend(EscrowWorld world, Escrow escrow, long amount, RequestOptions request) {
                Region home = world.region(escrow.home());
                Share looked = home.read(KEY).orElse(Share.EMPTY);
                Share after = new Change.Spend(amount).applyTo(looked, home.place(KEY));
                Region.Made unused = home.updates().update(KEY, view -> {
                    RequestMarks marks = new RequestMarks(view.contents(), home.place(KEY));
                    Optional<String> id = request.id();
                    Region.Made made = new Region.Made(after.left(), 0, false, after);
                    if (marks.find(id.orElseThrow(), new Change.Spend(amount)).isPresent()) {
                        return Step.done(made);
                    }
                    TagWrite write = new TagWrite().put(Share.NAME, after.encode());
                    marks.add(id.orElseThrow(), new Change.Spend(amount), made, write, view, EscrowOptions.DEFAULT);
                    return Step.write(write, made);
                });
            }
        });
    }
}

package io.kvorum.integrity.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.guard.Preconditions.Judgement;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotencyOptions;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreconditionsTest {
    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);

    @Test
    void anETagIsWhatWasWritten() {
        assertThat(ETag.ofVersion(17)).hasToString("\"17\"");
        assertThat(ETag.parse("\"17\"").version()).hasValue(17);
        assertThat(ETag.parse("W/\"17\"").version()).isEqualTo(OptionalLong.empty());
        assertThat(ETag.parse("\"\"").version()).isEmpty();
        assertThat(ETag.parse("\"017\"").version())
                .as("another tag than that of 17")
                .isEmpty();
        assertThat(ETag.parse("\"9999999999999999999\"").version()).isEmpty();
        for (String tag : List.of("\"17\"", "W/\"a,b\"", "\"\"", "\"ä!~\"")) {
            assertThat(ETag.parse(tag)).hasToString(tag);
        }
        for (String bad : List.of("17", "\"17", "17\"", "\"", "w/\"17\"", "W/17", "\"a b\"", "\"a\"b\"", "", "*")) {
            assertThatThrownBy(() -> ETag.parse(bad)).as(bad).isInstanceOf(BadPrecondition.class);
        }
    }

    /** The table of RFC 9110, section 8.8.3.2. */
    @Test
    void tagsAreComparedStronglyAndWeakly() {
        ETag weak1 = new ETag("1", true);
        ETag weak2 = new ETag("2", true);
        ETag strong1 = new ETag("1", false);
        assertThat(weak1.matchesStrongly(weak1)).isFalse();
        assertThat(weak1.matchesWeakly(weak1)).isTrue();
        assertThat(weak1.matchesStrongly(weak2)).isFalse();
        assertThat(weak1.matchesWeakly(weak2)).isFalse();
        assertThat(weak1.matchesStrongly(strong1)).isFalse();
        assertThat(weak1.matchesWeakly(strong1)).isTrue();
        assertThat(strong1.matchesStrongly(strong1)).isTrue();
        assertThat(strong1.matchesWeakly(strong1)).isTrue();
    }

    @Test
    void aListMayHaveCommasInItsTagsAndEmptyElements() {
        assertThat(EntityTags.parse(" , \"1\",W/\"a,b\" ,, \"3\""))
                .isEqualTo(new EntityTags.Listed(
                        List.of(new ETag("1", false), new ETag("a,b", true), new ETag("3", false))));
        assertThat(EntityTags.parse(" * ")).isEqualTo(new EntityTags.Any());
        for (String bad : List.of("", ",", "*, \"1\"", "\"1\" \"2\"", "\"1\", x", "\"1, \"2\"")) {
            assertThatThrownBy(() -> EntityTags.parse(bad)).as(bad).isInstanceOf(BadPrecondition.class);
        }
    }

    private static void judges(
            @Nullable String ifMatch, @Nullable String ifNoneMatch, Optional<ETag> current, Judgement onRead) {
        Preconditions asked = Preconditions.parse(ifMatch, ifNoneMatch);
        assertThat(asked.onRead(current)).isEqualTo(onRead);
        assertThat(asked.holds(current)).isEqualTo(onRead == Judgement.PROCEED);
    }

    @Test
    void conditionsAreJudgedAsHttpSays() {
        Optional<ETag> none = Optional.empty();
        Optional<ETag> seven = Optional.of(ETag.ofVersion(7));
        judges(null, null, seven, Judgement.PROCEED);
        judges(null, null, none, Judgement.PROCEED);
        judges("*", null, seven, Judgement.PROCEED);
        judges("*", null, none, Judgement.FAILED);
        judges("\"7\"", null, seven, Judgement.PROCEED);
        judges("\"6\", \"7\"", null, seven, Judgement.PROCEED);
        judges("\"6\"", null, seven, Judgement.FAILED);
        judges("W/\"7\"", null, seven, Judgement.FAILED);
        judges("\"7\"", null, none, Judgement.FAILED);
        judges(null, "*", seven, Judgement.NOT_MODIFIED);
        judges(null, "*", none, Judgement.PROCEED);
        judges(null, "\"7\"", seven, Judgement.NOT_MODIFIED);
        judges(null, "W/\"7\"", seven, Judgement.NOT_MODIFIED);
        judges(null, "\"6\"", seven, Judgement.PROCEED);
        judges(null, "\"7\"", none, Judgement.PROCEED);
        judges("\"6\"", "\"7\"", seven, Judgement.FAILED);
        judges("\"7\"", "\"6\"", seven, Judgement.PROCEED);
        judges("\"7\"", "\"7\"", seven, Judgement.NOT_MODIFIED);
    }

    private Execution<Int64Value> deposit(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return accounts.execute(
                Accounts.ID,
                5L,
                CommandOptions.DEFAULT.guard(
                        Preconditions.parse(ifMatch, ifNoneMatch).onWrite()));
    }

    @Test
    void aWriteIsMadeOnlyIfItsConditionHolds() {
        assertThatThrownBy(() -> deposit("*", null)).isInstanceOf(PreconditionNotMet.class);
        assertThat(deposit(null, "*").version()).isEqualTo(1);
        assertThatThrownBy(() -> deposit(null, "*"))
                .isInstanceOfSatisfying(
                        PreconditionNotMet.class, e -> assertThat(e.status()).isEqualTo(412));
        assertThat(deposit("\"1\"", null).version()).isEqualTo(2);
        assertThatThrownBy(() -> deposit("\"1\"", null)).isInstanceOf(PreconditionNotMet.class);
        assertThat(deposit("*", null).version()).isEqualTo(3);
        assertThat(accounts.read(Accounts.ID).state().getValue()).isEqualTo(15);
    }

    /** Judged in the write: who was faster is seen, also after the tag was read. */
    @Test
    void nothingComesBetweenTheConditionAndTheWrite() {
        Faults faults = new Faults();
        FakeTagStore contended = new FakeTagStore("accounts", faults);
        Aggregates<Int64Value, Long> mine = Accounts.of(contended, time);
        Execution<Int64Value> unused = mine.execute(Accounts.ID, 1L, CommandOptions.DEFAULT);
        int calls = faults.calls().size();
        contended.rival = () -> {
            Execution<Int64Value> unusedToo =
                    Accounts.of(contended, time).execute(Accounts.ID, 1L, CommandOptions.DEFAULT);
        };
        // The next call is the write.
        faults.at(calls, Fault.RIVAL);
        assertThatThrownBy(() -> mine.execute(
                        Accounts.ID,
                        5L,
                        CommandOptions.DEFAULT.guard(
                                Preconditions.parse("\"1\"", null).onWrite())))
                .isInstanceOf(PreconditionNotMet.class);
        assertThat(mine.read(Accounts.ID).state().getValue()).isEqualTo(2);
    }

    @Test
    void aRetryOfWhatHasSucceededIsReplayedAlsoIfTheVersionIsAnotherOneByNow() {
        Idempotency idempotency = new Idempotency(IdempotencyOptions.DEFAULT.time(time));
        IdempotentRequest request = new IdempotentRequest("deposit", "r1", Fingerprint.of(Bytes.ofUtf8("5")));
        CommandOptions options = CommandOptions.DEFAULT
                .guard(idempotency.once(request))
                .guard(Preconditions.parse(null, "*").required().onWrite());
        Execution<Int64Value> first = accounts.execute(Accounts.ID, 5L, options);
        Execution<Int64Value> again = accounts.execute(Accounts.ID, 5L, options);
        assertThat(again.replayed()).isTrue();
        assertThat(again.outcome()).isEqualTo(first.outcome());
    }

    @Test
    void aRequestWithoutAConditionIsRefusedWhereOneIsRequired() {
        assertThatThrownBy(() -> Preconditions.parse(null, null).required())
                .isInstanceOfSatisfying(
                        PreconditionNotMet.class, e -> assertThat(e.status()).isEqualTo(428));
        assertThat(Preconditions.parse("*", null).required()).isEqualTo(Preconditions.parse("*", null));
    }
}

package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit.Result;
import io.kvorum.client.Context;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdtCommandsTest {
    private static final TypedBucket.Place KEY = new TypedBucket.Place(Bytes.ofUtf8("k"));

    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    private Result crdt(String type, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "crdt";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "-b";
        all[arguments.length + 2] = type;
        return kit.run(all);
    }

    private void concurrently(String bucket, Operand operand) {
        kit.cluster.typed.add(bucket, KEY, operand.toBytes());
    }

    @Test
    void aFlagIsSwitchedAndRead() {
        assertThat(crdt("flag", "flag", "get", "k")).isEqualTo(new Result(0, "off\n", ""));
        assertThat(crdt("flag", "flag", "enable", "k")).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(crdt("flag", "flag", "get", "k")).isEqualTo(new Result(0, "on\n", ""));
        concurrently("flag", new Operand.Toggle(false));
        assertThat(crdt("flag", "flag", "get", "k", "-o", "json").out())
                .contains("\"value\":true", "\"versions\":2", "\"type\":\"flag\"");
        assertThat(crdt("flag", "flag", "disable", "k").code()).isZero();
        assertThat(crdt("flag", "flag", "get", "k").out()).isEqualTo("off\n");
    }

    @Test
    void theTypeOfTheBucketSaysWhoWins() {
        crdt("disable-wins-flag", "flag", "enable", "k");
        concurrently("disable-wins-flag", new Operand.Toggle(false));
        assertThat(crdt("disable-wins-flag", "flag", "get", "k").out()).isEqualTo("off\n");
    }

    @Test
    void registersShowTheLastAllTheHighestOrTheLowest() {
        for (String type : new String[] {"lww-register", "mv-register", "max-register", "min-register"}) {
            assertThat(crdt(type, "register", "get", "k").code()).isEqualTo(3);
            assertThat(crdt(type, "register", "set", "k", "10").code()).isZero();
            assertThat(crdt(type, "register", "set", "k", "5").code()).isZero();
        }
        assertThat(crdt("lww-register", "register", "get", "k").out()).isEqualTo("5\n");
        assertThat(crdt("mv-register", "register", "get", "k").out()).isEqualTo("5\n");
        assertThat(crdt("max-register", "register", "get", "k").out()).isEqualTo("10\n");
        assertThat(crdt("min-register", "register", "get", "k").out()).isEqualTo("5\n");
        kit.cluster.typed.add("mv-register", KEY, Bytes.ofUtf8("7"));
        assertThat(crdt("mv-register", "register", "get", "k").out()).isEqualTo("5\n7\n");
        assertThat(crdt("max-register", "register", "set", "k", "ten").code()).isEqualTo(2);
        assertThat(crdt("max-register", "del", "k").code()).isZero();
        assertThat(crdt("max-register", "register", "get", "k").code()).isEqualTo(3);
    }

    /** On the smaller side of a partition the read before an update cannot reach a quorum either. */
    @Test
    void anUpdateCanSayHowManyReplicasItReadsAndWrites() {
        assertThat(crdt("flag", "flag", "enable", "k", "--r", "one", "--w", "all")
                        .code())
                .isZero();
        assertThat(crdt("map", "map", "set", "k", "note", "x", "--r", "2").code())
                .isZero();
        assertThat(crdt("map", "map", "rm", "k", "note", "--r", "one", "--w", "one")
                        .code())
                .isZero();
        assertThat(crdt("flag", "flag", "enable", "k", "--r", "two").code()).isEqualTo(2);
        assertThat(kit.cluster.log).contains("update 'k' r=one w=all").contains("remove k r=one w=one");
    }

    @Test
    void distinctThingsAreCounted() {
        assertThat(crdt("hll", "hll", "count", "k").out()).isEqualTo("0\n");
        crdt("hll", "hll", "add", "k", "a", "b", "c");
        crdt("hll", "hll", "add", "k", "c", "d");
        assertThat(crdt("hll", "hll", "count", "k").out()).isEqualTo("4\n");
    }

    @Test
    void countersGoUpAndDown() {
        assertThat(crdt("counter", "counter", "get", "k")).isEqualTo(new Result(0, "0\n", ""));
        assertThat(crdt("counter", "counter", "incr", "k")).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(crdt("counter", "counter", "incr", "k", "10").code()).isZero();
        assertThat(crdt("counter", "counter", "decr", "k", "3").code()).isZero();
        assertThat(crdt("counter", "counter", "get", "k").out()).isEqualTo("8\n");
        assertThat(crdt("counter", "counter", "get", "k", "-o", "json").out())
                .contains("\"value\":8", "\"type\":\"counter\"");
        assertThat(crdt("counter", "counter", "incr", "k", "0").code()).isEqualTo(2);
        assertThat(crdt("counter", "counter", "incr", "k", "-5").code()).isEqualTo(2);
        assertThat(crdt("grow-counter", "counter", "incr", "k").code()).isZero();
        assertThat(crdt("grow-counter", "counter", "decr", "k").code()).isEqualTo(2);
        assertThat(crdt("counter", "del", "k").code()).isEqualTo(2);
        assertThat(crdt("counter", "counter", "get", "k").out()).isEqualTo("8\n");
    }

    @Test
    void elementsAreAddedListedAndRemoved() {
        assertThat(crdt("set", "set", "contains", "k", "apples").code()).isEqualTo(3);
        assertThat(crdt("set", "set", "add", "k", "apples").code()).isZero();
        assertThat(crdt("set", "set", "add", "k", "pears").code()).isZero();
        assertThat(crdt("set", "set", "contains", "k", "apples")).isEqualTo(new Result(0, "yes\n", ""));
        assertThat(crdt("set", "set", "ls", "k", "-o", "raw").out()).isEqualTo("apples\npears\n");
        assertThat(crdt("set", "set", "size", "k").out()).isEqualTo("2\n");
        assertThat(crdt("set", "set", "remove", "k", "apples").code()).isZero();
        assertThat(crdt("set", "set", "ls", "k", "-o", "json").out())
                .contains("pears")
                .doesNotContain("apples");
        assertThat(crdt("set", "del", "k").code()).isEqualTo(2);
    }

    @Test
    void aRemovalFromARemoveWinsSetIsRemembered() {
        crdt("remove-wins-set", "set", "add", "k", "apples");
        crdt("remove-wins-set", "set", "remove", "k", "apples");
        kit.cluster.typed.add(
                "remove-wins-set",
                new TypedBucket.Place(KEY.key(), Bytes.ofUtf8("apples")),
                new Operand.Toggle(true).toBytes());
        assertThat(crdt("remove-wins-set", "set", "contains", "k", "apples").code())
                .isEqualTo(3);
    }

    @Test
    void anElementIsExplainedAndAFieldAsWhatItHolds() {
        Result field = crdt("map", "explain", "k", "note", "-o", "json");
        assertThat(field.code()).isZero();
        assertThat(crdt("map", "explain", "k", "note", "--as", "lww-register", "-o", "json"))
                .isEqualTo(field);
        assertThat(crdt("map", "explain", "k", "note", "--as", "flag", "-o", "json"))
                .isNotEqualTo(field);
        assertThat(crdt("set", "explain", "k", "note", "-o", "json").out()).contains("\"element\":\"note\"");
        assertThat(crdt("flag", "explain", "k").code()).isZero();
        assertThat(crdt("set", "explain", "k").err()).contains("none is named", "kvctl crdt set ls");
        assertThat(crdt("counter", "explain", "k").code()).isEqualTo(2);
        assertThat(crdt("set", "explain", "k", "note", "--as", "flag").code()).isEqualTo(2);
    }

    @Test
    void aBucketOfAnotherTypeIsRefusedBeforeAnythingIsSent() {
        Result refused = crdt("hll", "flag", "enable", "k");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("of type hll", "flag, disable-wins-flag");
        assertThat(crdt("default", "flag", "enable", "k").code()).isEqualTo(2);
        assertThat(crdt("nothing", "flag", "enable", "k").code()).isEqualTo(3);
        assertThat(kit.cluster.log).noneMatch(call -> call.startsWith("update"));
    }

    @Test
    void anUpdateOfUnknownOutcomeIsResentAsItWas() {
        UnfinishedUpdate update = new UnfinishedUpdate(
                "flag",
                CellType.FLAG,
                KEY,
                new Context(Bytes.ofUtf8("token")),
                new WriteId(1, 2, 3),
                Optional.of(new Operand.Toggle(true).toBytes()),
                Optional.empty());
        kit.cluster.failure = Optional.of(Refusals.unknown(update));
        Result unknown = crdt("flag", "flag", "enable", "k");
        assertThat(unknown.code()).isEqualTo(6);
        assertThat(unknown.err()).contains("kvctl crdt resend " + update);
        kit.cluster.failure = Optional.empty();
        assertThat(kit.run("crdt", "resend", update.toString())).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(crdt("flag", "flag", "get", "k").out()).isEqualTo("on\n");
        assertThat(kit.run("crdt", "resend", "nonsense").code()).isEqualTo(2);
        assertThat(kit.run("crdt", "resend", "!").code()).isEqualTo(2);
    }

    @Test
    void fieldsOfMapsHaveTypesOfTheirOwn() {
        assertThat(crdt("map", "map", "set", "k", "note", "ring twice").code()).isZero();
        assertThat(crdt("map", "map", "set", "k", "items/apples", "3", "--as", "max-register")
                        .code())
                .isZero();
        assertThat(crdt("map", "map", "set", "k", "items/apples", "2", "--as", "max-register")
                        .code())
                .isZero();
        assertThat(crdt("map", "map", "set", "k", "gift", "on", "--as", "flag").code())
                .isZero();
        assertThat(crdt("map", "map", "get", "k", "note").out()).isEqualTo("ring twice\n");
        assertThat(crdt("map", "map", "get", "k", "items/apples", "--as", "max-register")
                        .out())
                .isEqualTo("3\n");
        assertThat(crdt("map", "map", "get", "k", "items/apples").code()).isEqualTo(3);
        assertThat(crdt("map", "map", "ls", "k").out())
                .contains("gift", "flag", "on", "items/apples", "max-register", "note", "ring twice");
        assertThat(crdt("map", "map", "rm", "k", "items").out()).contains("1");
        assertThat(crdt("map", "map", "ls", "k").out()).doesNotContain("apples").contains("note");
        assertThat(crdt("map", "map", "set", "k", "a//b", "1").code()).isEqualTo(2);
        assertThat(crdt("map", "map", "set", "k", "a", "1", "--as", "set").code())
                .isEqualTo(2);
        assertThat(crdt("map", "map", "set", "k", "a", "maybe", "--as", "flag").code())
                .isEqualTo(2);
    }
}

package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EscrowCommandsTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
        kit.cluster.secondRows = Optional.of(new TreeMap<>());
        kit.cluster.secondRegion = "us";
    }

    private Result escrow(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("crdt", "escrow", command, "-b", "vouchers", "spring"));
        all.addAll(List.of(arguments));
        return kit.run(all.toArray(String[]::new));
    }

    private void created() {
        assertThat(kit.run("crdt", "escrow", "create", "vouchers").code()).isZero();
    }

    @Test
    void createMakesABucketInEachRegion() {
        Result result = kit.run("crdt", "escrow", "create", "vouchers");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("eu      vouchers-eu  eu=1", "us      vouchers-us  us=1");
        assertThat(kit.cluster.log)
                .contains(
                        "create vouchers-eu {kind=strong, placement=eu=1}",
                        "create vouchers-us {kind=strong, placement=us=1}");
        assertThat(kit.run("crdt", "escrow", "create", "gifts", "--regions", "us", "-o", "json")
                        .out())
                .contains("\"bucket\":\"gifts-us\"", "\"escrow\":\"gifts\"")
                .doesNotContain("gifts-eu");
        assertThat(kit.run("crdt", "escrow", "create", "gifts", "--regions", "ap")
                        .code())
                .isEqualTo(2);
        assertThat(kit.run("crdt", "escrow", "create", "gifts", "--replicas", "2")
                        .err())
                .contains("region eu has 1 nodes");
    }

    @Test
    void rightsAreAllocatedSpentReturnedAndRetired() {
        created();
        assertThat(escrow("show").code()).isEqualTo(3);
        assertThat(escrow("allocate", "100", "--region", "eu")).isEqualTo(new Result(0, "100\n", ""));
        assertThat(escrow("spend", "--region", "eu")).isEqualTo(new Result(0, "99\n", ""));
        assertThat(escrow("spend", "9", "--region", "eu").out()).isEqualTo("90\n");
        assertThat(escrow("return", "2", "--region", "eu").out()).isEqualTo("92\n");
        assertThat(escrow("retire", "12", "--region", "eu").out()).isEqualTo("80\n");
        assertThat(escrow("spend", "5", "--region", "eu", "-o", "json").out())
                .contains("\"left\":75", "\"amount\":5", "\"region\":\"eu\"", "\"repeated\":false");
        Result shown = escrow("show");
        assertThat(shown.out()).isEqualTo("""
            REGION  ALLOCATED  LEFT  SPENT  ON THE WAY
            eu      88         75    13     0
            us      0          0     0      0
            """);
        assertThat(shown.err()).isEqualTo("in all 88 allocated, 13 spent, 75 not spent yet\n");
        assertThat(escrow("show", "-o", "json").out())
                .contains("\"total\":{\"allocated\":88,\"left\":75,\"onTheWay\":0,\"spent\":13}");
    }

    @Test
    void whatIsNotThereIsNotSpentAndTheExitCodeSaysSo() {
        created();
        escrow("allocate", "2", "--region", "us");
        Result refused = escrow("spend", "3", "--region", "us");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("2 rights are left", "nothing was changed", "--fetch");
        assertThat(escrow("spend", "3", "--region", "us", "-o", "json").err())
                .contains("\"code\":\"INSUFFICIENT_RIGHTS\"", "\"outcome\":\"NOT_APPLIED\"", "\"exitCode\":4");
        assertThat(escrow("return", "1", "--region", "us").err()).contains("0 were spent");
        escrow("allocate", "2", "--region", "eu");
        assertThat(escrow("spend", "3", "--region", "us", "--fetch").out()).isEqualTo("0\n");
        assertThat(escrow("spend", "2", "--region", "us", "--fetch").err()).contains("all regions together have 1");
    }

    @Test
    void aRequestWithAnIdHasTheEffectOfOne() {
        created();
        escrow("allocate", "10", "--region", "eu", "--id", "stock");
        Result again = escrow("allocate", "10", "--region", "eu", "--id", "stock");
        assertThat(again).isEqualTo(new Result(0, "10\n", "it was done before, and not again\n"));
        assertThat(escrow("spend", "1", "--region", "eu", "--id", "stock").code())
                .isEqualTo(4);
        assertThat(escrow("spend", "1", "--region", "eu", "--id", "a b").code()).isEqualTo(2);
        escrow("transfer", "4", "--from", "eu", "--to", "us", "--id", "move");
        escrow("transfer", "4", "--from", "eu", "--to", "us", "--id", "move");
        assertThat(escrow("spend", "4", "--region", "us").out()).isEqualTo("0\n");
        assertThat(escrow("spend", "6", "--region", "eu").out()).isEqualTo("0\n");
    }

    @Test
    void rightsMoveWhileBothRegionsCanBeReachedAndWaitElse() {
        created();
        escrow("allocate", "100", "--region", "eu");
        assertThat(escrow("transfer", "40", "--from", "eu", "--to", "us").out()).isEqualTo("""
            FROM  TO  AMOUNT  SEQUENCE  ARRIVED
            eu    us  40      1         true
            """);
        kit.cluster.created.away.add("vouchers-us");
        Result waiting = escrow("transfer", "10", "--from", "eu", "--to", "us");
        assertThat(waiting.code()).isZero();
        assertThat(waiting.out()).contains("false");
        assertThat(waiting.err()).contains("carry-on");
        Result seen = escrow("show");
        assertThat(seen.out()).contains("eu      100        50    0      10", "us      -          -     -      -");
        assertThat(seen.err()).contains("us cannot be reached").doesNotContain("in all");
        assertThat(escrow("show", "-o", "json").out())
                .contains("\"onTheWayTo\":{\"us\":10}")
                .doesNotContain("total");
        assertThat(escrow("spend", "50", "--region", "eu").out()).isEqualTo("0\n");
        assertThat(escrow("spend", "1", "--region", "us").code()).isEqualTo(5);
        kit.cluster.created.away.add("vouchers-eu");
        assertThat(escrow("show").code()).isEqualTo(5);
        kit.cluster.created.away.clear();
        assertThat(escrow("carry-on", "-o", "json").out()).contains("\"amount\":10", "\"arrived\":true");
        assertThat(escrow("spend", "50", "--region", "us").out()).isEqualTo("0\n");
    }

    @Test
    void balanceMovesRightsToWhereTheyAreSpent() {
        created();
        escrow("allocate", "100", "--region", "eu");
        assertThat(escrow("balance").out()).contains("eu    us  50");
        escrow("spend", "40", "--region", "us");
        assertThat(escrow("balance", "--even", "50").out()).contains("eu    us  35");
        assertThat(escrow("balance", "--even", "50", "-o", "json").out()).contains("\"transfers\":[]");
        assertThat(escrow("balance", "--even", "101").code()).isEqualTo(2);
    }

    @Test
    void whatIsNotMeantIsRefusedBeforeAnythingIsSent() {
        assertThat(escrow("spend", "--region", "eu").code()).isEqualTo(3);
        created();
        assertThat(escrow("spend").err()).contains("--region, one of eu, us");
        assertThat(escrow("spend", "--region", "ap").code()).isEqualTo(2);
        assertThat(escrow("spend", "0", "--region", "eu").code()).isEqualTo(2);
        assertThat(escrow("spend", "-5", "--region", "eu").code()).isEqualTo(2);
        assertThat(escrow("transfer", "1", "--from", "eu", "--to", "eu").code()).isEqualTo(2);
        assertThat(kit.run("crdt", "escrow", "show", "spring").err()).contains("--escrow");
        assertThat(kit.cluster.log).noneMatch(line -> line.startsWith("update"));
    }

    @Test
    void anUnknownOutcomeSaysHowToAskAgain() {
        created();
        escrow("allocate", "10", "--region", "eu");
        kit.cluster.failWritesToStrong = Optional.of(Refusals.unknown());
        Result unknown = escrow("spend", "--region", "eu", "--id", "order-17");
        assertThat(unknown.code()).isEqualTo(6);
        assertThat(unknown.err()).contains("with --id order-17: it takes effect once");
        assertThat(escrow("spend", "--region", "eu").err()).contains("crdt escrow show -b vouchers spring");
        kit.cluster.failWritesToStrong = Optional.empty();
        assertThat(escrow("spend", "--region", "eu", "--id", "order-17").out()).isEqualTo("9\n");
    }
}

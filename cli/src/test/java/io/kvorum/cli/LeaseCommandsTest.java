package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseCommandsTest {
    private static final String LEASE = "{job}lease";

    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    private Result lease(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("lease", command, LEASE, "-b", FakeCluster.STRONG));
        all.addAll(List.of(arguments));
        return kit.run(all.toArray(String[]::new));
    }

    private String granted() {
        Result result = lease("grant", "--holder", "first", "-o", "raw");
        assertThat(result.code()).isZero();
        return result.out().strip();
    }

    @Test
    void aFreeLeaseIsGrantedAndItsTokenPrinted() {
        assertThat(lease("show").code()).isEqualTo(3);
        assertThat(granted()).isEqualTo("1");
        Result shown = lease("show", "-o", "json");
        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .contains("\"holder\":\"first\"", "\"token\":1", "\"durationMillis\":30000", "\"renewals\":0");
    }

    @Test
    void aHeldLeaseIsNotGrantedAndItsHolderIsShown() {
        granted();
        Result refused = lease("grant", "--holder", "second");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.out()).contains("first");
        assertThat(refused.err()).contains("not granted");
        assertThat(lease("show", "-o", "json").out()).contains("\"version\":1");
    }

    @Test
    void aGrantIsRenewedByItsTokenOnly() {
        String token = granted();
        Result renewed = lease("keepalive", "--token", token, "--once", "-o", "json");
        assertThat(renewed.code()).isZero();
        assertThat(renewed.out()).contains("\"renewals\":1", "\"token\":1", "\"version\":2");
        assertThat(lease("keepalive", "--token", "7", "--once").code()).isEqualTo(4);
        assertThat(lease("keepalive", "--token", "7").code()).isEqualTo(4);
    }

    @Test
    void aRevokedLeaseIsFreeAndTheNextTokenIsGreater() {
        String token = granted();
        assertThat(lease("revoke", "--token", "7").code()).isEqualTo(4);
        assertThat(lease("revoke", "--token", token)).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(lease("revoke", "--token", token).code()).isEqualTo(4);
        assertThat(Long.parseLong(lease("grant", "--wait", "-o", "raw").out().strip()))
                .isGreaterThan(Long.parseLong(token));
    }

    @Test
    void anUpdateIsMadeOnlyWhileTheGrantStands() {
        String token = granted();
        assertThat(lease("keepalive", "--token", token, "--once").code()).isZero();
        assertThat(lease("attach", "--token", token, "--put", "{job}state=done"))
                .isEqualTo(new Result(0, "", "ok\n"));
        assertThat(lease("attach", "--token", token, "--if-absent", "{job}state", "--put", "{job}state=again")
                        .code())
                .isEqualTo(4);
        lease("revoke", "--token", token);
        granted2();
        Result stale = lease("attach", "--token", token, "--put", "{job}state=stale");
        assertThat(stale.code()).isEqualTo(4);
        assertThat(stale.err()).contains("held by 'second'", "nothing was changed");
        assertThat(kit.run("get", "{job}state", "-b", FakeCluster.STRONG).out()).isEqualTo("done\n");
    }

    private void granted2() {
        assertThat(lease("grant", "--holder", "second").code()).isZero();
    }

    @Test
    void whatIsNoLeaseIsLeftAloneAndBoundsAreChecked() {
        assertThat(kit.run("put", LEASE, "text", "-b", FakeCluster.STRONG).code())
                .isZero();
        Result refused = lease("grant");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("no lease");
        assertThat(kit.run("get", LEASE, "-b", FakeCluster.STRONG).out()).isEqualTo("text\n");
        assertThat(lease("grant", "--duration", "25h").code()).isEqualTo(2);
        assertThat(lease("grant", "--holder", "a\tb").code()).isEqualTo(2);
        assertThat(lease("keepalive", "--once").code()).as("without a token").isEqualTo(2);
        assertThat(lease("attach", "--token", "1").code())
                .as("without a change")
                .isEqualTo(2);
    }
}

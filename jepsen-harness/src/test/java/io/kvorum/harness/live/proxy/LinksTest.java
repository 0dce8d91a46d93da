package io.kvorum.harness.live.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinksTest {
    private static final Link LINK = new Link(1, 2);

    /** How long silence is listened to; what must come is waited for much longer. */
    private static final int SILENCE_MS = 200;

    private final Links links = new Links();
    private ServerSocket target;
    private int port;

    @BeforeEach
    void openLink() throws IOException {
        target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        port = links.open(LINK, 0, new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        links.close();
        target.close();
    }

    @Test
    void anOpenLinkCarriesBytesBothWays() throws IOException {
        try (Pair pair = connect()) {
            pair.near().getOutputStream().write(7);
            assertThat(read(pair.far())).isEqualTo(7);
            pair.far().getOutputStream().write(8);
            assertThat(read(pair.near())).isEqualTo(8);
        }
    }

    @Test
    void aCutLinkHoldsBytesBackUntilItHeals() throws IOException {
        try (Pair pair = connect()) {
            links.set(LINK, new LinkState.Cut());
            pair.near().getOutputStream().write(7);
            assertSilent(pair.far());

            links.heal();
            assertThat(read(pair.far())).isEqualTo(7);
        }
    }

    @Test
    void oneDirectionCanBeCutAlone() throws IOException {
        try (Pair pair = connect()) {
            links.set(LINK, new LinkState.Cut());
            pair.far().getOutputStream().write(8);
            assertThat(read(pair.near())).isEqualTo(8);
            pair.near().getOutputStream().write(7);
            assertSilent(pair.far());
        }
    }

    @Test
    void aSlowLinkDelaysAndKeepsTheOrder() throws IOException {
        try (Pair pair = connect()) {
            links.set(LINK, new LinkState.Slow(Duration.ofMillis(150)));
            long sentAtNanos = System.nanoTime();
            pair.near().getOutputStream().write(new byte[] {1, 2, 3});
            assertThat(read(pair.far())).isEqualTo(1);
            assertThat(System.nanoTime() - sentAtNanos).isGreaterThanOrEqualTo(150_000_000L);
            assertThat(read(pair.far())).isEqualTo(2);
            assertThat(read(pair.far())).isEqualTo(3);
        }
    }

    @Test
    void jitterIsAroundTheDelayAndKeepsTheOrder() throws IOException {
        LinkState.Slow slow = new LinkState.Slow(Duration.ofMillis(40), Duration.ofMillis(40));
        assertThat(slow.nanos(0)).isZero();
        assertThat(slow.nanos(0.5)).isEqualTo(40_000_000L);
        assertThat(slow.nanos(1)).isEqualTo(80_000_000L);
        assertThat(LinkState.parse(slow.text())).isEqualTo(slow);
        try (Pair pair = connect()) {
            links.set(LINK, slow);
            for (byte sent = 1; sent <= 20; sent++) {
                pair.near().getOutputStream().write(sent);
                pair.near().getOutputStream().flush();
            }
            for (int expected = 1; expected <= 20; expected++) {
                assertThat(read(pair.far())).isEqualTo(expected);
            }
        }
    }

    @Test
    void aRejectingLinkResetsConnectionsAndTakesNoNewOnes() throws IOException {
        try (Pair pair = connect()) {
            links.set(LINK, new LinkState.Reject());
            assertEnded(pair.near());
        }
        try (Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertEnded(second);
        } catch (IOException e) {
            // Reset before it was even open.
        }
        links.heal();
        connect().close();
    }

    @Test
    void theEndOfOneSideIsSeenByTheOther() throws IOException {
        try (Pair pair = connect()) {
            pair.near().close();
            assertEnded(pair.far());
        }
    }

    @Test
    void anotherProcessCanBreakAndHealLinks(@TempDir Path folder) throws IOException {
        Path socket = folder.resolve("links.sock");
        try (LinkControl control = new LinkControl(links, socket)) {
            Thread server = Thread.ofVirtual().start(control::run);
            Network remote = LinkControl.remote(socket);
            remote.setBoth(LINK, new LinkState.Slow(Duration.ofMillis(20)));
            remote.set(LINK, new LinkState.Cut());

            assertThat(links.state(LINK)).isEqualTo(new LinkState.Cut());
            assertThat(remote.faults()).containsEntry("1>2", "cut").containsEntry("2>1", "slow:20");
            remote.heal();
            assertThat(remote.faults()).isEmpty();
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void aStateThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> LinkState.parse("wobbly")).isInstanceOf(IllegalArgumentException.class);
    }

    private Pair connect() throws IOException {
        Socket near = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket far = target.accept();
        far.setSoTimeout(30_000);
        near.setSoTimeout(30_000);
        return new Pair(near, far);
    }

    private static int read(Socket socket) throws IOException {
        return new DataInputStream(socket.getInputStream()).readByte();
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> read(socket)).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(30_000);
    }

    private static void assertEnded(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        int got;
        try {
            got = socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException e) {
            got = -1;
        }
        assertThat(got).isEqualTo(-1);
    }

    private record Pair(Socket near, Socket far) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }
}

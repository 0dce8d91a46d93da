package io.kvorum.commerce.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;

class PeersTest {
    @Test
    void aServiceWithoutARegionIsOfTheOwnOne() {
        Peers peers = Peers.parse("payments=http://a:1,inventory@us=http://b:2,payments=http://c:3", "eu");
        assertThat(peers.of("payments", "eu")).containsExactly(URI.create("http://a:1"), URI.create("http://c:3"));
        assertThat(peers.of("inventory", "us")).containsExactly(URI.create("http://b:2"));
        assertThat(peers.of("inventory", "eu")).isEmpty();
        assertThat(peers.regions()).containsExactly("eu", "us");
        assertThat(Peers.parse("", "eu").regions()).isEmpty();
    }

    @Test
    void whatIsNoPeerIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Peers.parse("http://a:1", "eu"))
                .withMessageContaining("http://a:1");
    }
}

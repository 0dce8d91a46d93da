package io.kvorum.commerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvorum.client.Endpoint;
import org.junit.jupiter.api.Test;

class ServiceOptionsTest {
    private static ServiceOptions parse(String line) {
        return ServiceOptions.parse(line.split(" "));
    }

    private static void isRefused(String line, String said) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(line)).withMessageContaining(said);
    }

    @Test
    void whatIsNotGivenHasADefault() {
        ServiceOptions options = parse("--service orders --region eu --store a:1,b:2 --keys keys");
        assertThat(options.service()).isEqualTo(ServiceName.ORDERS);
        assertThat(options.store()).containsExactly(Endpoint.parse("a:1"), Endpoint.parse("b:2"));
        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isZero();
        assertThat(options.placement()).isEmpty();
    }

    @Test
    void whatIsWrongIsSaid() {
        isRefused("--service shipping --region eu --store a:1 --keys keys", "shipping");
        isRefused("--service orders --region EU --store a:1 --keys keys", "'EU'");
        isRefused("--service orders --region eu --keys keys", "--store");
        isRefused("--service orders --region eu --store a:1", "--keys");
        isRefused("--service orders --region eu --store a:1 --keys keys --port 70000", "70000");
        isRefused("--service orders --region eu --store a:1 --keys keys --port many", "many");
        isRefused("--service orders --service orders", "twice");
        isRefused("--service", "no value");
        isRefused("--colour red", "--colour");
    }
}

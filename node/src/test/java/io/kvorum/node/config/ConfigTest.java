package io.kvorum.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.replication.core.Limits;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    private static final String FILE = """
        cluster:
          id: test
          secret: 0123456789abcdef
        nodes:
          - {number: 2, name: b, address: "127.0.0.1:7002", zone: z2, region: eu}
          - {number: 1, name: a, address: "127.0.0.1:7001", zone: z1, region: eu}
        node:
          name: b
          dataDirectory: /tmp/b
        limits.maxKeyBytes: 100
        peerAddresses: {1: "127.0.0.1:9001"}
        """;

    @TempDir
    Path directory;

    @Test
    void aFileGivesAllThatHasNoDefault() throws IOException {
        NodeConfig config = new ConfigLoader().file(write(FILE)).load();
        assertThat(config.self().number()).isEqualTo(2);
        assertThat(config.nodes()).extracting("number").containsExactly(1, 2);
        assertThat(config.listen()).hasToString("0.0.0.0:7002");
        assertThat(config.limits().maxKeyBytes()).isEqualTo(100);
        assertThat(config.limits().writeIdWindow()).isEqualTo(Limits.DEFAULTS.writeIdWindow());
        assertThat(config.addressOf(config.nodes().get(0))).hasToString("127.0.0.1:9001");
        assertThat(config.addressOf(config.nodes().get(1))).hasToString("127.0.0.1:7002");
    }

    @Test
    void flagsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
        Map<String, String> environment =
                Map.of("KVORUM_LIMITS_MAX_KEY_BYTES", "200", "KVORUM_LIMITS_MAX_VALUE_BYTES", "300");
        NodeConfig config = new ConfigLoader()
                .file(write(FILE))
                .environment(environment)
                .flags(List.of("--limits.maxValueBytes", "400", "--peerAddresses={1: 'x:1', 2: 'y:2'}"))
                .load();
        assertThat(config.limits().maxKeyBytes()).isEqualTo(200);
        assertThat(config.limits().maxValueBytes()).isEqualTo(400);
        assertThat(config.peerAddresses()).hasSize(2);
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheNearestOne() {
        assertThatThrownBy(() -> new ConfigLoader().file(write(FILE + "limits.maxKeyByte: 7\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("limits.maxKeyByte")
                .hasMessageContaining("did you mean `limits.maxKeyBytes`");
        assertThatThrownBy(() -> new ConfigLoader().flags(List.of("--node.nam=a")))
                .hasMessageContaining("did you mean `node.name`");
        assertThatThrownBy(() -> new ConfigLoader().environment(Map.of("KVORUM_NODE_NAM", "a")))
                .hasMessageContaining("did you mean KVORUM_NODE_NAME");
        assertThatThrownBy(() -> new ConfigLoader()
                        .file(write(FILE.replace("zone: z2", "zon: z2")))
                        .load())
                .hasMessageContaining("did you mean `zone`");
    }

    @Test
    void variablesOfOtherProgramsAreNotSettings() {
        assertThat(new ConfigLoader().environment(Map.of("KVORUM_JAVA_OPTIONS", "-Xmx1g", "PATH", "/bin")))
                .isNotNull();
    }

    @Test
    void aWrongValueSaysWhereItIsAndWhatWouldBeRight() {
        refused(FILE.replace("maxKeyBytes: 100", "maxKeyBytes: many"), "limits.maxKeyBytes", "whole number", "many");
        refused(FILE.replace("maxKeyBytes: 100", "maxKeyBytes: 0"), "limits.maxKeyBytes", "from 1 to");
        refused(FILE.replace("name: b\n", "name: c\n"), "node.name", "not among", "1 (a)");
        refused(FILE.replace("secret: 0123456789abcdef", "secret: short"), "at least 16");
        refused(FILE.replace("secret: 0123456789abcdef", "slots: 8"), "cluster.secret", "cluster.secretFile");
        refused(FILE.replace("number: 2", "number: 1"), "twice");
        refused(FILE.replace("127.0.0.1:7002", "127.0.0.1"), "host:port");
        refused(FILE.replace("id: test", "idd: test"), "cluster.id");
        refused("cluster: [", "Not YAML");
        refused("just text", "map of settings");
        refused("cluster:\n", "no value");
        refused("", "cluster.id", "missing");
    }

    @Test
    void aSecretFileIsReadWithoutItsLineEnd() throws IOException {
        Path secret = directory.resolve("secret");
        Files.writeString(secret, "0123456789abcdef\n");
        NodeConfig config = new ConfigLoader()
                .file(write(FILE.replace("secret: 0123456789abcdef", "secretFile: " + secret)))
                .load();
        assertThat(config.clusterSecret().toUtf8()).isEqualTo("0123456789abcdef");
    }

    @Test
    void everyLimitOfTheCoreIsDescribed() {
        assertThat(CoreLimits.settable()).allMatch(CoreLimits::isDescribed, "is described");
        for (RecordComponent component : CoreLimits.settable()) {
            assertThat(Settings.all()).anyMatch(setting -> setting.name().startsWith("limits." + component.getName()));
        }
    }

    @Test
    void whatIsOfTheFormatIsNoSetting() throws IOException {
        assertThat(Limits.class.getRecordComponents())
                .hasSize(CoreLimits.settable().size() + 1);
        assertThat(new ConfigLoader().file(write(FILE)).load().limits().foldInterval())
                .isEqualTo(Limits.DEFAULTS.foldInterval());
    }

    @Test
    void theReferencePageIsCurrent() throws IOException {
        Path page = Path.of("../docs/configuration.md");
        if (Boolean.getBoolean("kvorum.renew")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, ConfigReference.markdown());
        }
        assertThat(page)
                .as("renew it with: mvn -pl node -am test -Dtest=ConfigTest -Dkvorum.renew=true"
                        + " -Dsurefire.failIfNoSpecifiedTests=false")
                .content()
                .isEqualTo(ConfigReference.markdown());
    }

    private void refused(String text, String... inMessage) {
        assertThatThrownBy(() -> new ConfigLoader().file(write(text)).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(inMessage);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("node.yaml"), text);
    }
}

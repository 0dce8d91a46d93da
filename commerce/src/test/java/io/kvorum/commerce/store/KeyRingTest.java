package io.kvorum.commerce.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.commerce.inventory.StockCommand;
import io.kvorum.commerce.inventory.StockType;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    @TempDir
    private Path folder;

    private static Event signedBy(KeyRing keys) {
        return new Aggregates<>(
                        new TagUpdates(new FakeTagStore("stock", new Faults()), TagOptions.DEFAULT),
                        new StockType("eu", "apple"),
                        keys.signer())
                .execute(StockType.id("eu", "apple"), new StockCommand.Receive(1), CommandOptions.DEFAULT)
                .events()
                .getFirst();
    }

    @Test
    void servicesOfOneFolderBelieveEachOtherAlsoAfterARestart() throws IOException {
        KeyRing.make(folder, List.of("orders-eu", "payments-eu"));
        Event event = signedBy(KeyRing.ofFolder(folder, "orders-eu"));
        KeyRing.make(folder, List.of("orders-eu", "payments-eu", "inventory-eu"));
        KeyRing.ofFolder(folder, "payments-eu").verifier().verify(event);
        KeyRing.ofFolder(folder, "inventory-eu").verifier().verify(event);
    }

    @Test
    void aStrangerIsNotBelieved() throws IOException {
        KeyRing.make(folder, List.of("orders-eu"));
        KeyRing own = KeyRing.ofFolder(folder, "orders-eu");
        assertThatThrownBy(() -> own.verifier().verify(signedBy(KeyRing.ephemeral("stranger"))))
                .isInstanceOf(DamagedEvent.class);
        assertThatThrownBy(() -> own.verifier().verify(signedBy(KeyRing.ephemeral("orders-eu"))))
                .isInstanceOf(DamagedEvent.class);
    }

    @Test
    void privateKeysAreForTheirOwnerAlone() throws IOException {
        KeyRing.make(folder, List.of("orders-eu"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("orders-eu.key"))))
                .isEqualTo("rw-------");
        Files.writeString(folder.resolve("broken.pub"), "no key");
        assertThatThrownBy(() -> KeyRing.ofFolder(folder, "orders-eu"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken.pub");
    }
}

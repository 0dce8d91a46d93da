package io.kvorum.crdt.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final WriteId ONE = new WriteId(1, 1, 100);
    private static final WriteId OTHER = new WriteId(1, 2, 100);

    private static Version version(long counter, WriteId id, long expiresAt) {
        return new Version(new Dot(Actor.of(1, 1), counter), id, Bytes.ofUtf8("v" + counter), expiresAt);
    }

    @Test
    void aVersionExpiresAtItsTimeAndNotBefore() {
        Version version = version(1, ONE, 200);
        assertThat(Expiry.unexpired(List.of(version), 199)).containsExactly(version);
        assertThat(Expiry.unexpired(List.of(version), 200)).isEmpty();
        assertThat(Expiry.expired(List.of(version), 200)).containsExactly(version);
        assertThat(Expiry.unexpired(List.of(version(1, ONE, Expiry.NEVER)), Long.MAX_VALUE))
                .hasSize(1);
    }

    @Test
    void aWriteWithTwoDotsHasExpiredAsSoonAsOneOfThemHas() {
        Version early = version(1, ONE, 200);
        Version late = version(2, ONE, 300);
        Version other = version(3, OTHER, Expiry.NEVER);
        assertThat(Expiry.unexpired(List.of(early, late, other), 250)).containsExactly(other);
        // Only what has expired itself is removed; the removal names the write, and the other dot goes by that.
        assertThat(Expiry.expired(List.of(early, late, other), 250)).containsExactly(early);
    }

    @Test
    void aRowInWhichNothingExpiresIsStoredAsItAlwaysWas() {
        Row stays = new Row(List.of(version(1, ONE, Expiry.NEVER)), DotSet.EMPTY);
        Row goes = new Row(List.of(version(1, ONE, Expiry.NEVER), version(2, OTHER, 7)), DotSet.EMPTY);
        assertThat(stays.toByteArray()[0]).isEqualTo((byte) 1);
        assertThat(goes.toByteArray()[0]).isEqualTo((byte) 2);
        assertThat(Row.fromByteArray(goes.toByteArray())).isEqualTo(goes);
        byte[] claims = Row.EMPTY.toByteArray();
        claims[0] = 2;
        assertThatThrownBy(() -> Row.fromByteArray(claims)).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void aDeleteDoesNotExpire() {
        assertThatThrownBy(() ->
                        new Mutation(new Dot(Actor.of(1, 1), 1), ONE, 0, Optional.empty(), CausalContext.EMPTY, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

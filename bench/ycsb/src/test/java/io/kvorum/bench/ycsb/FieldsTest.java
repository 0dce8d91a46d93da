package io.kvorum.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.codec.Bytes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static final Fields RECORD =
            new Fields(new TreeMap<>(Map.of("field0", new byte[] {1, 0, -1}, "é", new byte[0], "b", new byte[300])));

    private static Fields again(Fields fields) {
        return Fields.CODEC.decode(Fields.CODEC.encode(fields));
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        Fields read = again(RECORD);
        assertThat(read.values()).containsOnlyKeys("field0", "é", "b");
        read.values()
                .forEach((name, value) ->
                        assertThat(value).as(name).isEqualTo(RECORD.values().get(name)));
        assertThat(again(new Fields(new TreeMap<>())).values()).isEmpty();
    }

    @Test
    void otherFieldsTakeThePlaceOfTheirNames() {
        Fields changed = RECORD.with(Map.of("b", new byte[] {7}, "new", new byte[] {8}));
        assertThat(changed.values()).containsOnlyKeys("field0", "é", "b", "new");
        assertThat(changed.values().get("b")).containsExactly(7);
        assertThat(RECORD.values().get("b")).hasSize(300);
    }

    @Test
    void whatIsNoRecordIsRefused() {
        byte[] whole = Fields.CODEC.encode(RECORD).array();
        Bytes cut = Bytes.of(Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> Fields.CODEC.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fields.CODEC.decode(Bytes.ofUtf8("text"))).hasMessageContaining("another bucket");
        assertThatThrownBy(() -> Fields.CODEC.decode(Bytes.ofUtf8("a longer text, whose lengths are absurd")))
                .hasMessageContaining("another bucket");
    }
}

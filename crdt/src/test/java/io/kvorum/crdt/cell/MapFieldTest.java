package io.kvorum.crdt.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MapFieldTest {
    /** By the names one after the other; a path comes before all that begin with it. */
    private static final Comparator<List<Bytes>> ORDER = (one, other) -> {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int compared = one.get(i).compareTo(other.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(one.size(), other.size());
    };

    private final Random random = new Random(3);

    @Test
    void whatIsWrittenIsReadAndInTheOrderOfPaths() {
        List<MapField> fields = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            fields.add(field());
        }
        for (MapField field : fields) {
            assertThat(MapField.ofElement(field.toElement())).isEqualTo(field);
        }
        for (MapField one : fields) {
            for (MapField other : fields) {
                int asked = ORDER.compare(one.path(), other.path());
                if (asked != 0 && !isAround(one, other) && !isAround(other, one)) {
                    assertThat(Integer.signum(one.toElement().compareTo(other.toElement())))
                            .isEqualTo(Integer.signum(asked));
                }
                assertThat(other.toElement().startsWith(MapField.prefix(one.path())))
                        .isEqualTo(other.path().size() >= one.path().size()
                                && other.path().subList(0, one.path().size()).equals(one.path()));
            }
        }
    }

    private static boolean isAround(MapField one, MapField other) {
        return other.path().size() > one.path().size()
                && other.path().subList(0, one.path().size()).equals(one.path());
    }

    /** Names of few different bytes, those among them that have a meaning in the encoding. */
    private MapField field() {
        byte[] alphabet = {0, 1, 2, (byte) 0xFE, (byte) 0xFF, 'a'};
        List<Bytes> path = new ArrayList<>();
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            byte[] part = new byte[1 + random.nextInt(3)];
            for (int i = 0; i < part.length; i++) {
                part[i] = alphabet[random.nextInt(alphabet.length)];
            }
            path.add(Bytes.of(part));
        }
        List<CellType> types = List.copyOf(MapField.TYPES);
        return new MapField(path, types.get(random.nextInt(types.size())));
    }

    @Test
    void otherBytesAreRefusedOrTheOnlyNameOfAnotherField() {
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = field().toElement().array().clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Bytes damaged = Bytes.of(Arrays.copyOf(bytes, bytes.length - random.nextInt(2)));
            try {
                assertThat(MapField.ofElement(damaged).toElement()).isEqualTo(damaged);
            } catch (MalformedBytesException expected) {
                assertThat(expected).hasMessageContaining("field of a map");
            }
        }
        assertThatThrownBy(() -> MapField.ofElement(Bytes.EMPTY)).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> new MapField(List.of(), CellType.FLAG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MapField(List.of(Bytes.ofUtf8("a")), CellType.SET))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
